-- People and memberships, for the administrators of their helsefellesskap; substitutes also for those they are about.

-- name: list_people
-- A page of people with a membership in the helsefellesskap, by name. No row for who does not administer it. Column 1 is
-- the next cursor.
-- $1 code of the helsefellesskap
-- $2 part of a name, user name or address, or null
-- $3 organisation or null
-- $4 council or null
-- $5 role or null
-- $6 current: with a membership today or later; all: also those who have left
-- $7 id of the last person of the page before, or null
-- $8 rows on a page
WITH space AS (
	SELECT id FROM helsefellesskap WHERE code = $1 AND id = ANY (administered())
),
found AS (
	SELECT p.id, p.name, p.username, p.email, p.disabled_at, row_number() OVER (ORDER BY lower(p.name), p.id) AS place
	FROM person p
	WHERE p.kind = 'person'
		AND EXISTS (SELECT 1 FROM membership m, space s WHERE m.person_id = p.id AND m.helsefellesskap_id = s.id
			AND m.organisation_id IS NOT DISTINCT FROM coalesce($3::bigint, m.organisation_id)
			AND m.council_id IS NOT DISTINCT FROM coalesce($4::bigint, m.council_id)
			AND m.role = coalesce($5, m.role)
			AND ($6 = 'all' OR m.valid_to IS NULL OR m.valid_to > current_date))
		AND ($2::text IS NULL OR strpos(lower(p.name), lower($2)) > 0 OR strpos(p.username, lower($2)) > 0
			OR strpos(lower(p.email), lower($2)) > 0)
		AND (lower(p.name), p.id) > (SELECT coalesce(max(lower(x.name)), ''), coalesce(max(x.id), 0) FROM person x WHERE x.id = $7::bigint)
	ORDER BY lower(p.name), p.id LIMIT $8::int + 1
)
SELECT json_build_object(
	'items', (SELECT coalesce(json_agg(json_build_object('id', f.id::text, 'name', f.name, 'username', f.username, 'email', f.email,
			'disabled', f.disabled_at IS NOT NULL,
			'memberships', (SELECT coalesce(json_agg(json_build_object('role', m.role,
					'organisation', CASE WHEN m.organisation_id IS NOT NULL THEN organisation_json(m.organisation_id) END,
					'council', CASE WHEN m.council_id IS NOT NULL THEN council_json(m.council_id) END) ORDER BY m.id), '[]')
				FROM membership m WHERE m.person_id = f.id AND m.helsefellesskap_id = s.id
					AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date)))
			ORDER BY f.place), '[]') FROM found f WHERE f.place <= $8::int),
	'next_cursor', (SELECT l.id::text FROM found l WHERE l.place = $8::int AND EXISTS (SELECT 1 FROM found WHERE place > $8::int)))
FROM space s

-- name: person
-- A person with all memberships that who asks may manage; no row when there are none.
-- $1 person
SELECT person_json($1::bigint)

-- name: invite_person
-- A person with a first membership; the person's id. No row for who does not administer the helsefellesskap.
-- $1 code of the helsefellesskap
-- $2 name
-- $3 e-mail address, which becomes the user name
-- $4 language
-- $5 role
-- $6 organisation or null
-- $7 council or null
-- $8 first day, or null for today
-- $9 first day on which it is over, or null
-- $10 idempotency key
-- $11 digest of the request, as \x hex
SELECT person_add(h.id, $2, $3, $4, $5, $6::bigint, $7::bigint, coalesce($8::date, current_date), $9::date, $10, $11::bytea)
FROM helsefellesskap h WHERE h.code = $1 AND h.id = ANY (administered())

-- name: mail_invitation
-- Mails a link to choose a first password by; its person.
-- $1 person
-- $2 nonce
-- $3 digest of the link
-- $4 minutes it can be used
SELECT person_invite($1::bigint, $2::bytea, $3::bytea, $4::int)

-- name: add_membership
-- No row for who does not administer the helsefellesskap, or may not see the person.
-- $1 person
-- $2 code of the helsefellesskap
-- $3 role
-- $4 organisation or null
-- $5 council or null
-- $6 first day, or null for today
-- $7 first day on which it is over, or null
SELECT membership_add(p.id, h.id, $3, $4::bigint, $5::bigint, coalesce($6::date, current_date), $7::date)
FROM person p, helsefellesskap h WHERE p.id = $1::bigint AND h.code = $2 AND h.id = ANY (administered())

-- name: end_membership
-- Ends a membership; its person.
-- $1 membership
-- $2 first day on which it is over, or null for today
SELECT membership_end($1::bigint, coalesce($2::date, current_date))

-- name: disable_person
-- Shuts a person out, or lets the person in again.
-- $1 person
-- $2 whether the person is shut out
SELECT person_disable($1::bigint, $2::boolean)

-- name: person_leaves
-- Ends all memberships and hands the open reports on.
-- $1 person
-- $2 first day without, or null for today
-- $3 user name or address of the colleague who follows the open reports, or null
SELECT person_leave($1::bigint, coalesce($2::date, current_date), $3)

-- name: name_substitute
-- $1 membership
-- $2 user name or address of the substitute
-- $3 first day, or null for today
-- $4 first day on which it is over
SELECT substitute_name($1::bigint, $2, coalesce($3::date, current_date), $4::date)

-- name: end_substitute
-- $1 id of the substitution
SELECT substitute_end($1::bigint)

-- name: own_memberships
-- The memberships one has, with substitutes, and those one stands in for; ended ones are left out.
SELECT json_build_object('items', coalesce(json_agg(json_build_object('id', m.id::text, 'role', m.role,
		'helsefellesskap', json_build_object('code', h.code, 'name', h.name),
		'organisation', CASE WHEN m.organisation_id IS NOT NULL THEN organisation_json(m.organisation_id) END,
		'council', CASE WHEN m.council_id IS NOT NULL THEN council_json(m.council_id) END,
		'valid_from', coalesce(own.valid_from, m.valid_from), 'valid_to', coalesce(own.valid_to, m.valid_to),
		'substitute_for', CASE WHEN own.id IS NOT NULL THEN person_name(m.person_id) END,
		'substitution_id', own.id::text,
		'substitutes', (SELECT coalesce(json_agg(json_build_object('id', s.id::text, 'name', person_name(s.person_id),
				'valid_from', s.valid_from, 'valid_to', s.valid_to) ORDER BY s.valid_from, s.id), '[]')
			FROM substitute s WHERE s.membership_id = m.id AND own.id IS NULL AND s.valid_to > current_date)) ORDER BY own.id NULLS FIRST, m.id), '[]'))
FROM membership m
JOIN helsefellesskap h ON h.id = m.helsefellesskap_id
LEFT JOIN substitute own ON own.membership_id = m.id AND own.person_id = acting_person() AND own.valid_to > current_date
WHERE (m.person_id = acting_person() OR own.id IS NOT NULL) AND (m.valid_to IS NULL OR m.valid_to > current_date)

-- name: list_access_changes
-- What was changed about who may do what, newest first. No row for who may not see it.
-- $1 code of the helsefellesskap
-- $2 person it is about, or who is substituted, or null for all
-- $3 id to continue below, or null
-- $4 rows on a page
WITH space AS (
	SELECT id FROM helsefellesskap WHERE code = $1 AND (id = ANY (administered()) OR id = ANY (acting_protects()))
),
found AS (
	SELECT c.id, c.at, c.kind, c.actor_person_id, c.person_id, c.detail,
		row_number() OVER (ORDER BY c.id DESC) AS place
	FROM access_change c JOIN space s ON s.id = c.helsefellesskap_id
	WHERE (c.person_id = coalesce($2::bigint, c.person_id) OR c.detail ->> 'for_person_id' = $2::bigint::text) AND c.id < coalesce($3::bigint, 9223372036854775807)
	ORDER BY c.id DESC LIMIT $4::int + 1
)
SELECT json_build_object(
	'items', (SELECT coalesce(json_agg(json_build_object('id', f.id::text, 'at', time_json(f.at), 'kind', f.kind,
			'actor', person_name(f.actor_person_id), 'person', person_name(f.person_id), 'person_id', f.person_id::text,
			'role', f.detail ->> 'role',
			'organisation', organisation_json((f.detail ->> 'organisation_id')::bigint) ->> 'name',
			'council', council_json((f.detail ->> 'council_id')::bigint) ->> 'name',
			'other_person', person_name(coalesce(f.detail ->> 'for_person_id', f.detail ->> 'successor_id')::bigint),
			'valid_from', f.detail ->> 'from', 'valid_to', coalesce(f.detail ->> 'to', f.detail ->> 'day')) ORDER BY f.id DESC), '[]')
		FROM found f WHERE f.place <= $4::int),
	'next_cursor', (SELECT l.id::text FROM found l WHERE l.place = $4::int AND EXISTS (SELECT 1 FROM found WHERE place > $4::int)))
FROM space
