-- name: explain_route
-- Which rule sent a case where it went first, and what it saw. No row: no such case.
-- $1 id of the case
SELECT json_build_object('helsefellesskap', h.code, 'council', coalesce(council_json(c.id), council_json(d.council_id)), 'rule', d.route_rule, 'version', r.version,
	'why', d.route_why, 'facts', coalesce(d.route_facts, facts_of(d)),
	'asked', (SELECT coalesce(json_agg(k ORDER BY k), '[]') FROM jsonb_object_keys(coalesce(decided.conditions, '{}')) k),
	'handed_over', coalesce(c.id <> d.council_id, false))
FROM deviation d
JOIN helsefellesskap h ON h.id = d.helsefellesskap_id
JOIN rule_set r ON r.id = d.rule_set_id
LEFT JOIN LATERAL (SELECT x ->> 'council' AS council, x -> 'when' AS conditions FROM jsonb_array_elements(r.rules -> 'rules') x
	WHERE x ->> 'id' = d.route_rule) decided ON true
LEFT JOIN council c ON c.helsefellesskap_id = d.helsefellesskap_id AND c.code = decided.council
WHERE d.id = $1::bigint
