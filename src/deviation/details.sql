-- What few reports bring, beside the case.

-- name: discharge_rules
-- The rules for the times of a stay that hold on a day: code, from, to, hours, and what is told of a rule as JSON.
-- $1 helsefellesskap
-- $2 the day, or null for today
SELECT r.code, r.from_time, r.to_time, r.within_hours,
	json_build_object('code', r.code, 'labels', r.labels, 'law', r.law, 'within_hours', r.within_hours)
FROM (SELECT DISTINCT ON (d.code) d.code, d.labels, d.law, d.from_time, d.to_time, d.within_hours
	FROM discharge_rule d
	WHERE (d.helsefellesskap_id IS NULL OR d.helsefellesskap_id = $1::bigint) AND d.valid_from <= coalesce($2::date, current_date)
		AND (d.valid_to IS NULL OR d.valid_to > coalesce($2::date, current_date))
	ORDER BY d.code, d.helsefellesskap_id NULLS LAST, d.valid_from DESC) r
ORDER BY r.code

-- name: add_on_behalf
-- $1 id of the case
-- $2 on behalf of whom
-- $3 how it was received
INSERT INTO filed_on_behalf (deviation_id, who, received) VALUES ($1::bigint, $2, $3)

-- name: add_discharge
-- $1 id of the case
-- $2 admitted
-- $3 notice of it
-- $4 planned discharge
-- $5 notice that the patient is ready
-- $6 discharged
-- $7 discharge letter received
-- $8 what the rules say of them, as a JSON list
INSERT INTO case_discharge (deviation_id, admitted_at, admission_notice_at, planned_discharge_at, ready_notice_at, discharged_at,
	epicrisis_at, findings)
VALUES ($1::bigint, $2::timestamptz, $3::timestamptz, $4::timestamptz, $5::timestamptz, $6::timestamptz, $7::timestamptz, $8::jsonb)

-- name: reference_taken
-- Column 0: number of the case that has the reference, empty for who may not see it; null: there is none.
-- $1 helsefellesskap
-- $2 organisation that reports
-- $3 external system or null
-- $4 external reference
SELECT reference_taken($1::bigint, $2::bigint, $3, $4)
