-- Counting a half-year: what is asked for, the facts of its cases, and the tables that come of them.

-- name: report_dimensions
-- In their order.
SELECT name, filter, later FROM report_dimension ORDER BY position

-- name: report_requested
-- The reports that wait to be counted. Column 3 is what the definition chose, or all of it; column 4 which times.
SELECT r.id, r.helsefellesskap_id, r.half_year, coalesce(d.dimensions, (SELECT array_agg(name ORDER BY position) FROM report_dimension)),
	coalesce(d.measures, '{receipt,answer,close,filing}'), h.smallest_shown
FROM report r
JOIN helsefellesskap h ON h.id = r.helsefellesskap_id
LEFT JOIN report_definition d ON d.id = r.definition_id
WHERE r.state = 'requested' ORDER BY r.id

-- name: report_prepare
-- Asks for the report of the last half-year so many days after it has ended, where there were cases and none was asked for.
-- $1 days
INSERT INTO report (helsefellesskap_id, half_year, version, definition_id)
SELECT h.id, last.half_year, 1, (SELECT max(d.id) FROM report_definition d WHERE d.helsefellesskap_id = h.id)
FROM helsefellesskap h
CROSS JOIN LATERAL (
	SELECT make_date(extract(year FROM day)::int, CASE WHEN extract(month FROM day) < 7 THEN 1 ELSE 7 END, 1) - interval '6 months' AS half_year
	FROM (SELECT (now() AT TIME ZONE 'Europe/Oslo')::date - $1::int AS day) settled) last
WHERE NOT EXISTS (SELECT 1 FROM report r WHERE r.helsefellesskap_id = h.id AND r.half_year = last.half_year)
	AND EXISTS (SELECT 1 FROM deviation d WHERE d.helsefellesskap_id = h.id
		AND d.submitted_at >= last.half_year AT TIME ZONE 'Europe/Oslo'
		AND d.submitted_at < (last.half_year + interval '6 months') AT TIME ZONE 'Europe/Oslo')
ON CONFLICT DO NOTHING

-- name: report_facts
-- Some cases of a half-year in the order of time: id, the dimensions in their order, then the times (hours to receipt, days to the first
-- answer, days to closing, seconds it took to file), and last when it was filed. Codes as they were filed; what was not said is not_stated.
-- $1 helsefellesskap
-- $2 first day of the half-year
-- $3 when the last one was filed, to continue behind it; -infinity to begin
-- $4 its id
-- $5 rows
SELECT d.id, f.kind, f.category, c.code, ro.party || '_to_' || oo.party, report_counterpart(ro, oo),
	coalesce((SELECT s.service_area FROM service s WHERE s.id = d.other_service_id), 'not_stated'), coalesce(f.patient_group, 'not_stated'),
	to_char(d.submitted_at AT TIME ZONE 'Europe/Oslo', 'YYYY-MM'), coalesce(f.phase, 'not_stated'),
	coalesce(f.agreement_point, 'not_stated'), coalesce(f.hph_item, 'not_stated'), coalesce(f.actual_harm, 'not_stated'),
	coalesce(f.potential_harm, 'not_stated'),
	-- Who has no day works without it, where the other one has.
	CASE CASE WHEN coalesce(ro.helseplattformen_from, oo.helseplattformen_from) IS NOT NULL
		THEN coalesce(ro.helseplattformen_from <= d.submitted_at::date, false)::int * 2
			+ coalesce(oo.helseplattformen_from <= d.submitted_at::date, false)::int END
		WHEN 3 THEN 'both' WHEN 2 THEN 'reporter' WHEN 1 THEN 'other' WHEN 0 THEN 'neither' ELSE 'not_stated' END,
	d.status,
	CASE WHEN d.answer_promised_at IS NULL THEN 'none' WHEN d.answered_at <= d.answer_promised_at THEN 'kept'
		WHEN d.answered_at IS NOT NULL OR d.answer_promised_at < now() THEN 'broken' ELSE 'pending' END,
	coalesce(d.feedback_mode, 'none'),
	CASE WHEN EXISTS (SELECT 1 FROM event e WHERE e.deviation_id = d.id AND e.kind = 'reopened') THEN 'yes' ELSE 'no' END,
	CASE WHEN d.resolved_by_dialogue THEN 'yes' WHEN NOT d.resolved_by_dialogue THEN 'no' ELSE 'not_stated' END, coalesce(d.parties_agree, 'not_stated'),
	coalesce(w.strength, 'no_measure'), coalesce(w.phase, 'no_measure'), coalesce(w.state, 'no_measure'),
	CASE WHEN w.strength IS NULL THEN 'no_measure' ELSE coalesce(w.effect, 'not_known') END,
	coalesce(extract(epoch FROM d.received_at - d.submitted_at)::bigint / 3600, -1),
	coalesce(extract(epoch FROM d.answered_at - d.submitted_at)::bigint / 86400, -1),
	coalesce(extract(epoch FROM d.closed_at - d.submitted_at)::bigint / 86400, -1),
	coalesce(d.filing_seconds, -1), d.submitted_at
FROM deviation d
JOIN council c ON c.id = d.council_id
JOIN organisation ro ON ro.id = d.reporter_organisation_id
JOIN organisation oo ON oo.id = d.other_organisation_id
CROSS JOIN LATERAL (
	SELECT d.kind, d.category, d.patient_group, d.phase, d.agreement_point::text, d.hph_item, d.actual_harm, d.potential_harm WHERE d.original IS NULL
	UNION ALL SELECT o.kind, o.category, o.patient_group, o.phase, o.agreement_point, o.hph_item, o.actual_harm, o.potential_harm
	FROM jsonb_to_record(d.original) o(kind text, category text, patient_group text, phase text, agreement_point text, hph_item text, actual_harm text, potential_harm text)
	WHERE d.original IS NOT NULL) f
-- Of several measures: the strongest, the one that has come shortest, what presses most, and the best that was found.
CROSS JOIN LATERAL (
	SELECT (ARRAY['weak', 'intermediate', 'strong'])[max(array_position(ARRAY['weak', 'intermediate', 'strong'], m.strength))] AS strength,
		(ARRAY['prepare', 'plan', 'do', 'evaluate', 'follow_up'])[min(array_position(ARRAY['prepare', 'plan', 'do', 'evaluate', 'follow_up'], m.phase))] AS phase,
		(ARRAY['overdue', 'to_evaluate', 'open', 'done', 'evaluated'])[min(array_position(ARRAY['overdue', 'to_evaluate', 'open', 'done', 'evaluated'],
			measure_state(m)))] AS state,
		(ARRAY['worse', 'none', 'some', 'full'])[max(array_position(ARRAY['worse', 'none', 'some', 'full'], m.effect))] AS effect
	FROM measure m WHERE m.deviation_id = d.id AND m.dropped_at IS NULL) w
WHERE d.helsefellesskap_id = $1::bigint AND (d.submitted_at, d.id) > ($3::timestamptz, $4::bigint)
	AND d.submitted_at >= greatest($2::date::timestamp AT TIME ZONE 'Europe/Oslo', $3::timestamptz)
	AND d.submitted_at < ($2::date + interval '6 months') AT TIME ZONE 'Europe/Oslo'
ORDER BY d.submitted_at, d.id LIMIT $5::int

-- name: report_store_table
-- $1 report
-- $2 dimensions
-- $3 cells
-- $4 times, or null
INSERT INTO report_table (report_id, dimensions, cells, times) VALUES ($1::bigint, $2, $3::jsonb, $4::jsonb)

-- name: report_store
-- A report that is counted becomes a draft. Nothing is left of one that was thrown away meanwhile.
-- $1 report
-- $2 dimensions
-- $3 measures
-- $4 smallest shown
-- $5 SHA-256 of the facts
UPDATE report SET state = 'draft', dimensions = $2, measures = $3, smallest_shown = $4::int, data_version = $5, made_at = now(),
	points = report_points(helsefellesskap_id, half_year), row_version = row_version + 1
WHERE id = $1::bigint AND state = 'requested'

-- name: report_seal
-- $1 report
UPDATE report SET hash = encode(sha256(convert_to(report_document(id), 'UTF8')), 'hex') WHERE id = $1::bigint

-- name: report_ask_for
-- As request_report, by the command. Nothing when there is one that is counted or a draft.
-- $1 code of the helsefellesskap
-- $2 half-year
INSERT INTO report (helsefellesskap_id, half_year, version, definition_id)
SELECT h.id, half_year_begins($2), 1, (SELECT max(d.id) FROM report_definition d WHERE d.helsefellesskap_id = h.id)
FROM helsefellesskap h WHERE h.code = $1 AND half_year_begins($2) < next_half_year()
ON CONFLICT DO NOTHING

-- name: report_approve_drafts
-- By the command: no person stands behind it.
-- $1 code of the helsefellesskap
-- $2 half-year
UPDATE report r SET state = 'approved', approved_at = now(), row_version = row_version + 1
FROM helsefellesskap h WHERE h.code = $1 AND r.helsefellesskap_id = h.id AND r.half_year = half_year_begins($2) AND r.state = 'draft'
