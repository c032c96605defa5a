-- What sent a case where it went, and where the rules of today would send it.

-- name: facts_today
-- What rules may ask about a case, as it is now, and the active set. No row: no such case.
-- $1 id of the case
SELECT r.id, d.kind, d.category, reporter.code, reporter.party, other.code, other.party, s.service_area, d.patient_group, d.phase,
	d.actual_harm, d.potential_harm, d.agreement_point
FROM deviation d
JOIN rule_set r ON r.helsefellesskap_id = d.helsefellesskap_id AND r.active_from IS NOT NULL AND r.active_to IS NULL
JOIN organisation reporter ON reporter.id = d.reporter_organisation_id
JOIN organisation other ON other.id = d.other_organisation_id
LEFT JOIN service s ON s.id = d.other_service_id
WHERE d.id = $1::bigint

-- name: route_today
-- Where the rules of today would send a case; null when they name a council that is not there any more.
-- $1 id of the case
-- $2 code of the council
-- $3 id of the rule
-- $4 why, as JSON with nb, nn, en
SELECT json_build_object('council', council_json(c.id), 'rule', $3::text, 'why', $4::json, 'elsewhere', c.id <> d.council_id)
FROM deviation d JOIN council c ON c.helsefellesskap_id = d.helsefellesskap_id AND c.code = $2
WHERE d.id = $1::bigint AND c.valid_from <= current_date AND (c.valid_to IS NULL OR c.valid_to > current_date)

-- name: explain_route
-- Which rule sent a case where it went first, and what it saw. No row: no such case.
-- $1 id of the case
-- $2 what the rules of today say of it, as JSON
SELECT json_build_object('helsefellesskap', h.code, 'council', coalesce(council_json(c.id), council_json(d.council_id)), 'rule', d.route_rule, 'version', r.version,
	'why', d.route_why, 'facts', '{"service_area": null}' || coalesce(d.route_facts, facts_of(d)),
	'asked', (SELECT coalesce(json_agg(k ORDER BY k), '[]') FROM jsonb_object_keys(coalesce(decided.conditions, '{}')) k),
	'handed_over', coalesce(c.id <> d.council_id, false), 'today', $2::json)
FROM deviation d
JOIN helsefellesskap h ON h.id = d.helsefellesskap_id
JOIN rule_set r ON r.id = d.rule_set_id
LEFT JOIN LATERAL (SELECT x ->> 'council' AS council, x -> 'when' AS conditions FROM jsonb_array_elements(r.rules -> 'rules') x
	WHERE x ->> 'id' = d.route_rule) decided ON true
LEFT JOIN council c ON c.helsefellesskap_id = d.helsefellesskap_id AND c.code = decided.council
WHERE d.id = $1::bigint
