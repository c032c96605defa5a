-- name: open_session
-- Starts a session.
-- $1 SHA-256 of the cookie's value, as \x hex
-- $2 person id
-- $3 minutes without use until it ends
-- $4 hours until it ends in any case
-- $5 how the person signed in
-- $6 browser and system in a few words
-- $7 digest of the session that the browser had before, or null
SELECT session_open($1::bytea, $2::bigint, $3::int, $4::int, $5, $6, $7::bytea)

-- name: session_is_recent
-- A row when the person was proven to be there not long ago; runs in the scope of the person.
-- $1 SHA-256 of the cookie's value, as \x hex
-- $2 minutes
SELECT 1 AS recent FROM session WHERE digest = $1::bytea AND confirmed_at > now() - make_interval(mins => $2::int)

-- name: confirm_session
-- The person was proven to be there once more; runs in the scope of the person.
-- $1 SHA-256 of the cookie's value, as \x hex
UPDATE session SET confirmed_at = now() WHERE digest = $1::bytea

-- name: end_session
-- Ends a session.
-- $1 SHA-256 of the cookie's value, as \x hex
SELECT session_end($1::bytea)

-- name: my_sessions
-- Runs in the scope of the person.
-- $1 SHA-256 of the cookie's value, as \x hex
SELECT json_build_object('items', coalesce(json_agg(json_build_object(
	'id', s.id::text, 'method', s.method, 'agent', s.agent, 'current', s.digest IS NOT DISTINCT FROM $1::bytea,
	'created_at', to_char(s.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	'used_at', to_char(s.used_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	'expires_at', to_char(s.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) ORDER BY s.used_at DESC, s.id DESC), '[]'))
FROM session s
WHERE s.person_id = acting_person() AND s.expires_at > now() AND s.used_at > now() - make_interval(mins => s.idle_minutes)

-- name: end_my_session
-- Runs in the scope of the person.
-- $1 the session's id
DELETE FROM session WHERE person_id = acting_person() AND id = $1::bigint

-- name: end_other_sessions
-- Runs in the scope of the person.
-- $1 SHA-256 of the cookie's value, as \x hex
DELETE FROM session WHERE person_id = acting_person() AND digest IS DISTINCT FROM $1::bytea

-- name: session_json
-- The session as the contract shows it; runs in the scope of its person.
-- $1 when it ends, RFC 3339
-- $2 CSRF token
-- $3 permissions, as a JSON array
-- $4 SHA-256 of the cookie's value, as \x hex; null without a cookie
SELECT json_build_object(
	'person', json_build_object('id', p.id::text, 'name', p.name, 'language', p.language),
	'memberships', (
		SELECT coalesce(json_agg(json_build_object(
			'role', m.role,
			'helsefellesskap', json_build_object('code', h.code, 'name', h.name),
			'organisation', CASE WHEN o.id IS NOT NULL
				THEN json_build_object('id', o.id::text, 'name', o.name, 'party', o.party) END,
			'council', CASE WHEN c.id IS NOT NULL
				THEN json_build_object('id', c.id::text, 'code', c.code, 'name', c.name) END) ORDER BY m.id), '[]')
		FROM memberships_today(p.id) m
		JOIN helsefellesskap h ON h.id = m.helsefellesskap_id
		LEFT JOIN organisation o ON o.id = m.organisation_id
		LEFT JOIN council c ON c.id = m.council_id
		WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.digest = $4::bytea AND s.roles IS NOT NULL AND m.role <> ALL (s.roles))),
	'may', $3::json,
	'csrf_token', $2::text,
	'expires_at', $1::text,
	'method', (SELECT s.method FROM session s WHERE s.digest = $4::bytea),
	'issuer', (SELECT o.issuer_code FROM openid_session o WHERE o.session_digest = $4::bytea))
FROM person p
WHERE p.id = acting_person()

-- name: update_language
-- Changes one's own language.
-- $1 language
UPDATE person SET language = $1 WHERE id = acting_person()
