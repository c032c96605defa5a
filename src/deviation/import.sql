-- name: import_line
-- A case line as the body of submit_deviation, and who reported it. Names become ids; what is not found is left out, and the
-- contract then says that it is missing. Column 0: the line's id, 1: the body, 2: the reporter, or null, 3: a reporter that
-- was named but is not there, 4: when it was reported, or null, 5: today, 6 to 10: the days on which it was reported, received,
-- answered, closed, and promised an answer by; null, or bad when it is none. 11: the answer as the body of answer_deviation, or
-- null, 12: what the closing says as that of close_deviation, or null.
-- $1 the line
-- $2 code of the helsefellesskap
WITH line AS (SELECT $1::jsonb AS l),
parties AS (
	SELECT l, h.id AS helsefellesskap_id, reporter.id AS reporter_id, other.id AS other_id, u.id AS unit_id, u.organisation_id,
		s.id AS service_id
	FROM line
	LEFT JOIN helsefellesskap h ON h.code = $2
	LEFT JOIN LATERAL (SELECT o.id FROM organisation o JOIN helsefellesskap_member m ON m.organisation_id = o.id
		WHERE m.helsefellesskap_id = h.id AND o.name = l ->> 'reporter_org' LIMIT 1) reporter ON true
	LEFT JOIN LATERAL (SELECT o.id FROM organisation o JOIN helsefellesskap_member m ON m.organisation_id = o.id
		WHERE m.helsefellesskap_id = h.id AND o.name = l ->> 'other_org' LIMIT 1) other ON true
	LEFT JOIN LATERAL (SELECT x.id, x.organisation_id FROM unit x
		WHERE x.organisation_id IN (reporter.id, other.id) AND x.name = l ->> 'hospital_unit' LIMIT 1) u ON true
	LEFT JOIN LATERAL (SELECT x.id FROM service x WHERE x.organisation_id = other.id AND x.code = l ->> 'other_service'
		ORDER BY x.valid_from DESC LIMIT 1) s ON true
)
SELECT l ->> 'id', json_strip_nulls(json_build_object(
		'helsefellesskap', $2::text, 'kind', l -> 'kind', 'category', l -> 'category', 'phase', l -> 'phase',
		'reporter_organisation_id', reporter_id::text, 'other_organisation_id', other_id::text,
		'reporter_unit_id', CASE WHEN organisation_id = reporter_id THEN unit_id::text END,
		'other_service_id', CASE WHEN l ->> 'other_service' IS NOT NULL THEN coalesce(service_id, 0)::text END,
		'other_unit_id', CASE WHEN organisation_id = other_id THEN unit_id::text END,
		'patient_group', l -> 'patient_group', 'agreement_point', l -> 'agreement_point', 'hph_item', l -> 'hph_item',
		'occurred_on', l -> 'occurred_on', 'title', l -> 'title', 'description', l -> 'description',
		'immediate_action', l -> 'immediate_action', 'suggestion', l -> 'suggestion', 'actual_harm', l -> 'actual_harm',
		'potential_harm', l -> 'potential_harm', 'filing_seconds', l -> 'filing_seconds', 'external_system', 'import', 'external_reference', l -> 'id'))::text,
	p.id, l ->> 'reporter' IS NOT NULL AND p.id IS NULL,
	(nullif(days[1], 'bad')::date + time '12:00') AT TIME ZONE 'Europe/Oslo', (now() AT TIME ZONE 'Europe/Oslo')::date,
	days[1], days[2], days[3], days[4], days[5],
	CASE WHEN l ->> 'answer' IS NOT NULL THEN json_build_object('text', l -> 'answer')::text END,
	CASE WHEN num_nonnulls(l ->> 'feedback_mode', l ->> 'resolved_by_dialogue', l ->> 'parties_agree') > 0 THEN json_build_object('feedback_mode', l -> 'feedback_mode',
		'resolved_by_dialogue', l -> 'resolved_by_dialogue', 'parties_agree', l -> 'parties_agree')::text END
FROM parties
CROSS JOIN LATERAL (
	SELECT array_agg(CASE WHEN to_char(counted, 'YYYY-MM-DD') = day THEN day WHEN day IS NOT NULL THEN 'bad' END ORDER BY place) AS days
	FROM unnest(ARRAY[l ->> 'reported_on', l ->> 'received_on', l ->> 'answered_on', l ->> 'closed_on', l ->> 'promised_on'])
		WITH ORDINALITY given(day, place)
	-- The 30th of February is a day of March, and then not the day that was given.
	CROSS JOIN LATERAL (SELECT CASE WHEN day ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-[0-3][0-9]$'
		THEN (left(day, 8) || '01')::date + right(day, 2)::int - 1 END AS counted) c) d
LEFT JOIN person p ON p.username = l ->> 'reporter' AND p.disabled_at IS NULL

-- name: import_held
-- A line as a held report, in the scope of its receipt code. The line's id stands for the client's key, so that a file may be
-- imported twice.
-- $1 code of the helsefellesskap
-- $2 the body of submit_deviation
-- $3 organisation that reports
-- $4 the line's id
INSERT INTO held_report (helsefellesskap_id, report, reporter_organisation_id, code_digest, key_digest, language)
SELECT h.id, $2::jsonb, $3::bigint, acting_receipt(), sha256(convert_to('import ' || h.code || ' ' || $4, 'UTF8')), h.language
FROM helsefellesskap h WHERE h.code = $1

-- name: import_past
-- What became of a case that this transaction has imported, and its receipt as it is now.
-- $1 the case
-- $2 day on which it was received, or null
-- $3 day on which it was answered, or null
-- $4 the answer, or null
-- $5 day on which it was closed, or null
-- $6 how the reporter was answered, or null
-- $7 day by which an answer was promised, or null
-- $8 the receipt it was given
-- $9 whether the parties settled it between them, or null
-- $10 whether they agree, or null
SELECT $8::jsonb || jsonb_build_object('status', status, 'version', version,
	'answer_due_on', (answer_promised_at AT TIME ZONE 'Europe/Oslo')::date)
FROM enter_past($1::bigint, $2::date, $3::date, $4, $5::date, $6, $7::date, $9::boolean, $10)
