-- Measures that come with a case that is imported.

-- name: past_measures
-- Each as the bodies of add_measure, move_measure and, where somebody has looked, evaluate_measure; the day they looked; today. Organisations
-- by name; the other party of the case where none is named.
-- $1 the line
-- $2 code of the helsefellesskap
SELECT json_strip_nulls(json_build_object('text', m -> 'text', 'strength', m -> 'strength', 'severity', m -> 'severity', 'benefit', m -> 'benefit',
		'resource', m -> 'resource', 'due_on', m -> 'due_on', 'effect_months', m -> 'effect_months', 'responsible_organisation_id', (
			SELECT o.id::text FROM organisation o JOIN helsefellesskap_member x ON x.organisation_id = o.id JOIN helsefellesskap h ON h.id = x.helsefellesskap_id
			WHERE h.code = $2 AND o.name = coalesce(m ->> 'responsible_org', l ->> 'other_org') LIMIT 1)))::text,
	json_strip_nulls(json_build_object('phase', coalesce(m -> 'phase', '"prepare"'), 'done_on', m -> 'done_on'))::text,
	CASE WHEN m ->> 'effect' IS NOT NULL THEN json_strip_nulls(json_build_object('effect', m -> 'effect', 'note', m -> 'effect_note'))::text END,
	CASE WHEN m ->> 'effect_on' ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$' THEN m ->> 'effect_on' END, oslo_today()
FROM (SELECT $1::jsonb AS l) line
CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(l -> 'measures') WHEN 'array' THEN l -> 'measures' ELSE '[]' END) WITH ORDINALITY AS given (m, place)
ORDER BY place

-- name: past_measure
-- $1 id of the case
-- $2 text
-- $3 strength
-- $4 severity or null
-- $5 benefit or null
-- $6 resource or null
-- $7 responsible organisation
-- $8 due on
-- $9 months until its effect is looked at, or null
-- $10 phase
-- $11 whether it is done in this phase
-- $12 day it was done, or null
-- $13 effect, or null
-- $14 note, or null
-- $15 day somebody looked, or null
WITH given AS (SELECT CASE WHEN $11::boolean THEN least(coalesce($12::date, $8::date), oslo_today()) END AS done_on)
INSERT INTO measure (deviation_id, text, strength, severity, benefit, resource, responsible_organisation_id, due_on, effect_months, phase, done_on,
	effect, effect_note, effect_on)
SELECT $1::bigint, $2, $3, $4, $5, $6, $7::bigint, $8::date, coalesce($9::int, 6), $10, done_on, $13, $14,
	CASE WHEN $13::text IS NOT NULL THEN least(coalesce($15::date, (done_on + coalesce($9::int, 6) * interval '1 month')::date), oslo_today()) END
FROM given
RETURNING id
