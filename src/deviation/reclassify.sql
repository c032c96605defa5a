-- How a case is classified, and changing that.

-- name: classified
-- What a new classification of a case is checked against. No row: not to be seen.
-- $1 id of the case
SELECT h.code, d.kind, d.category, d.phase, d.patient_group, d.agreement_point, d.hph_item, d.reporter_organisation_id,
	d.other_organisation_id, d.occurred_on, EXISTS (SELECT 1 FROM case_discharge s WHERE s.deviation_id = d.id)
FROM deviation d JOIN helsefellesskap h ON h.id = d.helsefellesskap_id
WHERE d.id = $1::bigint

-- name: reclassify
-- $1 id of the case
-- $2 kind
-- $3 category
-- $4 phase or null
-- $5 patient group or null
-- $6 agreement point or null
-- $7 version of the agreement the point is of, or null
-- $8 HPH item or null
-- $9 actual harm
-- $10 potential harm
-- $11 reason, for everybody to read
-- $12 warnings of the guard that were confirmed, as JSON, or null
SELECT reclassify($1::bigint, $2, $3, $4, $5, $6::int, $7::bigint, $8, $9, $10, $11, $12::jsonb)

-- name: reclassified
-- What came of it, behind the change. Column 1 is the version of the case.
-- $1 id of the case
-- $2 where the rules of today would send it, as JSON, or null
SELECT json_build_object('id', d.id::text, 'version', d.version, 'take_back_until', time_json(now() + interval '10 minutes'), 'today', $2::json), d.version
FROM deviation d WHERE d.id = $1::bigint

-- name: take_back_classification
-- $1 id of the case
SELECT take_back_classification($1::bigint)
