-- What whoever files is told before sending. Stores nothing.

-- name: validation
-- No row when the helsefellesskap lacks the council.
-- $1 helsefellesskap
-- $2 code of the council that decides
-- $3 id of the rule
-- $4 why, as JSON with nb, nn, en
-- $5 codes of councils told as well, as an array
-- $6 warnings of the guard that were confirmed, as a JSON list, or null
-- $7 title
-- $8 organisation that reports
-- $9 organisation it concerns
-- $10 category
-- $11 date of the event or null
-- $12 kind
-- $13 actual harm
-- $14 which kinds of parties the two are, as an array
-- $15 when an answer would be due, or null
-- $16 what the rules say of the times of a stay, as a JSON list, or null
SELECT json_build_object(
	'route', route_json(c.id, $3, $4::jsonb, (SELECT coalesce(array_agg(t.id ORDER BY t.id), '{}') FROM council t
		WHERE t.helsefellesskap_id = $1::bigint AND t.code = ANY ($5::text[]) AND t.id <> c.id)),
	'answer_due_on', ($15::timestamptz AT TIME ZONE 'Europe/Oslo')::date,
	'findings', coalesce($6::json, '[]'), 'discharge', coalesce($16::json, '[]'),
	'similar', similar_cases($1::bigint, $7, $8::bigint, $9::bigint, $10, $11::date),
	'duties', notification_duties($1::bigint, $12, $10, $13, $14::text[]))
FROM council c
WHERE c.helsefellesskap_id = $1::bigint AND c.code = $2
