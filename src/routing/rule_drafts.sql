-- Versions of the routing rules and drafts of the next one.

-- name: rule_codes
-- The codes that rules may use on a day, as routing_known_codes_read takes them. No row for who does not administer it.
-- $1 id of the helsefellesskap, or null
-- $2 its code, when there is no id
-- $3 a moment of the day, in Oslo; null for today
SELECT h.id, (SELECT jsonb_build_object('lists', jsonb_object_agg(l.list, l.codes)) FROM (
		SELECT c.list, jsonb_agg(jsonb_build_object('code', c.code)) AS codes FROM (
			SELECT v.list, v.code FROM code_value v WHERE v.helsefellesskap_id = h.id AND v.valid_from <= d.day
				AND (v.valid_to IS NULL OR v.valid_to > d.day)
			UNION ALL
			SELECT 'council', k.code FROM council k WHERE k.helsefellesskap_id = h.id AND k.valid_from <= d.day
				AND (k.valid_to IS NULL OR k.valid_to > d.day)
			UNION ALL
			SELECT 'organisation', o.code FROM helsefellesskap_member m JOIN organisation o ON o.id = m.organisation_id
			WHERE m.helsefellesskap_id = h.id AND m.valid_from <= d.day AND (m.valid_to IS NULL OR m.valid_to > d.day)
			UNION ALL
			SELECT 'deadline_set', s.code FROM deadline_set s WHERE s.helsefellesskap_id = h.id AND s.valid_from <= d.day
				AND (s.valid_to IS NULL OR s.valid_to > d.day)) c
		GROUP BY c.list) l)::text
FROM helsefellesskap h
CROSS JOIN (SELECT coalesce(($3::timestamptz AT TIME ZONE 'Europe/Oslo')::date, current_date) AS day) d
WHERE (h.id = $1::bigint OR h.code = $2) AND h.id = ANY (administered())

-- name: list_rule_sets
-- A page of versions, newest first. No row for who may not see them. Column 1 is the next cursor.
-- $1 code of the helsefellesskap
-- $2 version to continue below, or null
-- $3 rows on a page
WITH found AS (
	SELECT r.id, r.version, row_number() OVER (ORDER BY r.version DESC) AS place
	FROM rule_set r JOIN helsefellesskap h ON h.id = r.helsefellesskap_id
	WHERE h.code = $1 AND r.active_from IS NOT NULL AND r.version < coalesce($2::bigint, 2147483648)
	ORDER BY r.version DESC LIMIT $3::int + 1
)
SELECT json_build_object(
	'items', (SELECT coalesce(json_agg(rule_set_json(f.id) ORDER BY f.place), '[]') FROM found f WHERE f.place <= $3::int),
	'planned', rule_plan_json(h.id),
	'may_manage', h.id = ANY (administered()),
	'may_try', h.id = ANY (administered() || acting_ids('overseen')),
	'organisations', (SELECT coalesce(json_agg(json_build_object('code', o.code, 'name', o.name) ORDER BY o.name), '[]') FROM organisation o
		WHERE EXISTS (SELECT 1 FROM helsefellesskap_member m WHERE m.organisation_id = o.id AND m.helsefellesskap_id = h.id
			AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date))),
	'deadline_sets', (SELECT coalesce(json_agg(json_build_object('code', s.code, 'labels',
			json_build_object('nb', s.label_nb, 'nn', s.label_nn, 'en', s.label_en)) ORDER BY s.id), '[]')
		FROM deadline_set s WHERE s.helsefellesskap_id = h.id AND s.valid_from <= current_date
			AND (s.valid_to IS NULL OR s.valid_to > current_date)),
	'next_cursor', (SELECT l.version::text FROM found l WHERE l.place = $3::int AND EXISTS (SELECT 1 FROM found WHERE place > $3::int)))
FROM helsefellesskap h WHERE h.code = $1 AND h.id = ANY (rules_seen())

-- name: rule_set_version
-- A version with its rules; no row for who may not see it.
-- $1 id
SELECT (rule_set_json(r.id)::jsonb || jsonb_build_object('rules', r.rules))
FROM rule_set r WHERE r.id = $1::bigint AND r.active_from IS NOT NULL AND r.helsefellesskap_id = ANY (rules_seen())

-- name: managed_rule_set
-- The rules of a version, and whose they are; no row for who does not administer them.
-- $1 id
SELECT r.rules::text, r.helsefellesskap_id
FROM rule_set r WHERE r.id = $1::bigint AND r.active_from IS NOT NULL AND r.helsefellesskap_id = ANY (administered())

-- name: reactivate_rule_set
-- $1 the version that is to count again
-- $2 the version that counts now
-- $3 why
SELECT rules_reactivate($1::bigint, $2::bigint, $3)

-- name: list_rule_drafts
-- No row for who may not see them.
-- $1 code of the helsefellesskap
SELECT json_build_object('items', (SELECT coalesce(json_agg((rule_draft_json(d.id)::jsonb - 'rules') ORDER BY d.id DESC), '[]')
	FROM rule_draft d WHERE d.helsefellesskap_id = h.id))
FROM helsefellesskap h WHERE h.code = $1 AND h.id = ANY (administered() || acting_ids('overseen'))

-- name: rule_draft
-- $1 id
SELECT rule_draft_json(d.id), d.version FROM rule_draft d WHERE d.id = $1::bigint

-- name: managed_rule_draft
-- A draft, and whose it is; no row for who does not administer it.
-- $1 id
SELECT d.rules::text, d.helsefellesskap_id, d.version
FROM rule_draft d WHERE d.id = $1::bigint AND d.helsefellesskap_id = ANY (administered())

-- name: add_rule_draft
-- No row when the version it is based on is none of the helsefellesskap.
-- $1 helsefellesskap
-- $2 version it is based on, or null for the one that counts
-- $3 the rules
-- $4 idempotency key
-- $5 digest of the request, as \x hex
WITH made AS (
	INSERT INTO rule_draft (helsefellesskap_id, based_on_id, rules, made_by, changed_by)
	SELECT r.helsefellesskap_id, r.id, $3::jsonb, acting_person(), acting_person()
	FROM rule_set r WHERE r.helsefellesskap_id = $1::bigint AND r.active_from IS NOT NULL
		AND (r.id = $2::bigint OR ($2::bigint IS NULL AND r.active_to IS NULL))
	RETURNING id
),
remembered AS (
	INSERT INTO idempotency (person_id, operation, key, request_digest, resource_id)
	SELECT acting_person(), 'create_rule_draft', $4, $5::bytea, id FROM made
)
SELECT id FROM made

-- name: change_rule_draft
-- No row when the draft has another version by now, or the one it is based on is none of the helsefellesskap.
-- $1 id
-- $2 version last seen
-- $3 version of the rules it is based on, or null for the one it was
-- $4 the rules
UPDATE rule_draft d SET rules = $4::jsonb, based_on_id = r.id, version = d.version + 1, changed_by = acting_person(), changed_at = now()
FROM rule_set r
WHERE d.id = $1::bigint AND d.version = $2::int AND r.id = coalesce($3::bigint, d.based_on_id) AND r.helsefellesskap_id = d.helsefellesskap_id
RETURNING d.id

-- name: delete_rule_draft
-- No row when the draft has another version by now.
-- $1 id
-- $2 version last seen
DELETE FROM rule_draft WHERE id = $1::bigint AND version = $2::int RETURNING id

-- name: activate_rule_draft
-- The version it becomes; null when the draft is gone.
-- $1 id
-- $2 version that was checked
-- $3 why
SELECT rules_activate($1::bigint, $2::int, $3)

-- name: plan_rule_draft
-- Null when the draft is gone.
-- $1 id
-- $2 version that was checked
-- $3 when it is to begin to count
-- $4 why
SELECT rules_plan($1::bigint, $2::int, $3::timestamptz, $4)

-- name: take_back_rule_plan
-- Null when it is not planned (any more).
-- $1 id of the draft
-- $2 version last seen
SELECT rules_take_back($1::bigint, $2::int)
