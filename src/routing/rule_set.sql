-- name: rule_set
-- A stored rule set.
-- $1 id of the rule set
SELECT rules::text FROM rule_set WHERE id = $1::bigint

-- name: begin_planned_rules
-- Planned rules whose moment has come begin to count. Column 0 says how many.
-- $1 helsefellesskap, or null for all
SELECT count(*) FILTER (WHERE rules_begin(p.helsefellesskap_id)) FROM rule_plan p
WHERE p.starts_at <= now() AND p.helsefellesskap_id = coalesce($1::bigint, p.helsefellesskap_id)

-- name: active_rules
-- The active rule set of a helsefellesskap, for the command line.
-- $1 code of the helsefellesskap, or null for the first
SELECT r.rules::text
FROM rule_set r
JOIN helsefellesskap h ON h.id = r.helsefellesskap_id
WHERE r.active_from <= now() AND r.active_to IS NULL AND (h.code = $1 OR $1::text IS NULL)
ORDER BY h.id LIMIT 1

-- name: organisation_code
-- The code by which rules name an organisation.
-- $1 name of the organisation
SELECT code FROM organisation WHERE name = $1
