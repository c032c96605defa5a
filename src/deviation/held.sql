-- name: open_filing
-- A helsefellesskap that takes reports without an account: its id, the organisations that may be named as the reporter's, how
-- many came in the last ten minutes, and the secret of puzzles and receipt codes as hex. No row when it takes none.
-- $1 code of the helsefellesskap
SELECT h.id, filing_organisations(h.id)::text, filing_pressure(h.id), encode(s.value, 'hex')
FROM helsefellesskap h, filing_secret s
WHERE h.code = $1 AND h.filing_parties <> '{}'

-- name: list_open_filing
-- Every helsefellesskap that takes reports without an account.
SELECT json_build_object('items', coalesce(json_agg(json_build_object('code', code, 'name', name) ORDER BY name), '[]'))
FROM helsefellesskap WHERE filing_parties <> '{}'

-- name: open_register
-- What the form for reports without an account needs to know: the register without councils, and the organisations that may
-- be named as the reporter's. Of people there is nothing in it.
-- $1 code of the helsefellesskap
-- $2 the code lists the form shows, as an array
SELECT json_build_object('register', json_build_object(
	'helsefellesskap', json_build_object('code', h.code, 'name', h.name),
	'organisations', (
		SELECT coalesce(json_agg(json_build_object('id', o.id::text, 'name', o.name, 'party', o.party, 'units', (
				SELECT coalesce(json_agg(json_build_object('id', u.id::text, 'name', u.name) ORDER BY u.name), '[]')
				FROM unit u WHERE u.organisation_id = o.id AND u.valid_from <= current_date
					AND (u.valid_to IS NULL OR u.valid_to > current_date)), 'services', (
				SELECT coalesce(json_agg(json_build_object('id', s.id::text, 'name', s.name, 'area', s.service_area) ORDER BY s.name), '[]')
				FROM service s WHERE s.organisation_id = o.id AND s.valid_from <= current_date
					AND (s.valid_to IS NULL OR s.valid_to > current_date)))
			ORDER BY array_position(ARRAY['hospital', 'municipality', 'gp', 'user_representative'], o.party), o.name), '[]')
		FROM organisation o
		WHERE EXISTS (SELECT 1 FROM helsefellesskap_member m WHERE m.organisation_id = o.id AND m.helsefellesskap_id = h.id
			AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date))),
	'councils', '[]'::json,
	'code_lists', (
		SELECT coalesce(json_object_agg(l.list, l.codes), '{}') FROM (
			SELECT v.list, json_agg(json_build_object('code', v.code,
				'labels', json_build_object('nb', v.label_nb, 'nn', v.label_nn, 'en', v.label_en),
				'help', v.help, 'agreement_point', v.agreement_point) ORDER BY v.position) AS codes
			FROM code_value v WHERE v.helsefellesskap_id = h.id AND v.list = ANY ($2::text[])
				AND v.valid_from <= current_date AND (v.valid_to IS NULL OR v.valid_to > current_date)
			GROUP BY v.list) l),
	'agreements', (
		SELECT coalesce(json_agg(json_build_object('id', a.id::text, 'title', a.title, 'version', w.version,
			'valid_from', w.valid_from, 'valid_to', w.valid_to, 'points', (
				SELECT coalesce(json_agg(json_build_object('point', p.point, 'labels', p.labels) ORDER BY p.point), '[]')
				FROM agreement_point p WHERE p.agreement_version_id = w.id)) ORDER BY a.id, w.valid_from DESC), '[]')
		FROM agreement a JOIN agreement_version w ON w.agreement_id = a.id
		WHERE a.helsefellesskap_id = h.id AND w.valid_from <= current_date)),
	'reporting_organisations', (
		SELECT coalesce(json_agg(json_build_object('id', o.id::text, 'name', o.name, 'party', o.party) ORDER BY o.name), '[]')
		FROM organisation o WHERE o.id = ANY (filing_organisations(h.id))))
FROM helsefellesskap h
WHERE h.code = $1 AND h.filing_parties <> '{}'

-- name: receipt_scope
-- The holder of a receipt code acts, for the row-level security policies; holds for this transaction only.
-- $1 SHA-256 of the code, as \x hex
SELECT set_config('samavvik.receipt', $1, true)

-- name: hold
-- Keeps a report until the secretariat decides, spends its puzzle, and tells the secretariat. Runs in the scope of the new
-- code. No row when this hour's are full.
-- $1 helsefellesskap
-- $2 most reports an hour
-- $3 nonce of the puzzle, as \x hex
-- $4 when the puzzle ends, seconds since 1970
-- $5 the report
-- $6 organisation that reports
-- $7 SHA-256 of the idempotency key, as \x hex
-- $8 language
WITH admitted AS MATERIALIZED (
	SELECT filing_admit($1::bigint, $2::int) AS yes
),
spent AS (
	INSERT INTO spent_puzzle (nonce, expires_at) SELECT $3::bytea, to_timestamp($4::bigint) FROM admitted WHERE yes
),
held AS (
	INSERT INTO held_report (helsefellesskap_id, report, reporter_organisation_id, code_digest, key_digest, language)
	SELECT $1::bigint, $5::jsonb, $6::bigint, acting_receipt(), $7::bytea, $8 FROM admitted WHERE yes
	RETURNING held_at
)
SELECT time_json(held_at), queue_secretariat_notices($1::bigint) FROM held

-- name: held_at
-- When the report of the acting code came; no row when there is none.
SELECT time_json(held_at) FROM held_report WHERE code_digest = acting_receipt()

-- name: list_held
-- What waits for the secretariat, the oldest first, or what it has decided, the newest first. Column 1 is the next cursor.
-- $1 'held' or 'decided'
-- $2 id to continue behind, or null
-- $3 rows on a page
SELECT json_build_object('items', coalesce(json_agg(item ORDER BY place) FILTER (WHERE place <= $3::int), '[]'),
		'next_cursor', max(id::text) FILTER (WHERE place = $3::int AND found > $3::int),
		'waiting', (SELECT count(*) FROM held_report WHERE status = 'held'
			AND helsefellesskap_id = ANY ((SELECT acting_secretariat())::bigint[]))),
	max(id::text) FILTER (WHERE place = $3::int AND found > $3::int)
FROM (
	SELECT h.id, row_number() OVER (ORDER BY CASE $1 WHEN 'held' THEN h.id ELSE -h.id END) AS place, count(*) OVER () AS found,
		json_build_object('id', h.id::text, 'version', h.version, 'status', h.status,
			'helsefellesskap', json_build_object('code', f.code, 'name', f.name),
			'title', coalesce(h.report ->> 'title', masked_text(d.title, d.id, 'title', NULL)), 'category', coalesce(h.report ->> 'category', d.category),
			'kind', coalesce(h.report ->> 'kind', d.kind),
			'reporter_organisation', organisation_json(h.reporter_organisation_id),
			'other_organisation', organisation_json(coalesce((h.report ->> 'other_organisation_id')::bigint, d.other_organisation_id)),
			'held_at', time_json(h.held_at), 'decided_at', time_json(h.decided_at),
			'reason', h.reason, 'deviation_id', h.deviation_id::text, 'number', d.number) AS item
	FROM held_report h
	JOIN helsefellesskap f ON f.id = h.helsefellesskap_id
	LEFT JOIN deviation d ON d.id = h.deviation_id
	WHERE h.helsefellesskap_id = ANY ((SELECT acting_secretariat())::bigint[])
		AND CASE $1 WHEN 'held' THEN h.status = 'held' AND h.id > coalesce($2::bigint, 0)
			ELSE h.status <> 'held' AND h.id < coalesce($2::bigint, 9223372036854775807) END
	ORDER BY CASE $1 WHEN 'held' THEN h.id ELSE -h.id END
	LIMIT $3::int + 1) page

-- name: get_held
-- One held report as the secretariat sees it. Column 1 is its version.
-- $1 id
SELECT json_build_object('id', h.id::text, 'version', h.version, 'status', h.status,
	'helsefellesskap', json_build_object('code', f.code, 'name', f.name), 'report', h.report,
	'reporter_organisation', organisation_json(h.reporter_organisation_id),
	'reporter_unit', unit_json((h.report ->> 'reporter_unit_id')::bigint),
	'other_organisation', organisation_json((h.report ->> 'other_organisation_id')::bigint),
	'other_unit', unit_json((h.report ->> 'other_unit_id')::bigint),
	'other_service', (SELECT s.name FROM service s WHERE s.id = (h.report ->> 'other_service_id')::bigint),
	'held_at', time_json(h.held_at), 'decided_at', time_json(h.decided_at), 'decided_by', person_name(h.decided_by),
	'reason', h.reason, 'reason_text', h.reason_text, 'deviation_id', h.deviation_id::text,
	'number', (SELECT d.number FROM deviation d WHERE d.id = h.deviation_id),
	'forgotten_on', CASE h.status WHEN 'rejected' THEN ((h.decided_at + interval '90 days') AT TIME ZONE 'Europe/Oslo')::date END),
	h.version
FROM held_report h
JOIN helsefellesskap f ON f.id = h.helsefellesskap_id
WHERE h.id = $1::bigint AND h.helsefellesskap_id = ANY ((SELECT acting_secretariat())::bigint[])

-- name: held_text
-- A held report to be confirmed: the body of submit_deviation, or null when it is a case already, and its version.
-- $1 id
SELECT h.report::text, h.version, h.status
FROM held_report h
WHERE h.id = $1::bigint AND h.helsefellesskap_id = ANY ((SELECT acting_secretariat())::bigint[])

-- name: lock_held
-- A report that is no case yet, locked until it has become one. No row when somebody else decided meanwhile.
-- $1 id
-- $2 version
SELECT 1 FROM held_report WHERE id = $1::bigint AND version = $2::int AND status <> 'confirmed' FOR UPDATE

-- name: confirm_held
-- The report has become a case, which says so in its history; whoever sent it is told.
-- $1 id
-- $2 the case
-- $3 person of the secretariat
WITH changed AS (
	UPDATE held_report SET status = 'confirmed', version = version + 1, report = NULL, deviation_id = $2::bigint,
		reason = NULL, reason_text = NULL, decided_at = now(), decided_by = $3::bigint
	WHERE id = $1::bigint RETURNING id, deviation_id
),
moved AS (
	UPDATE deviation SET last_event = last_event + 1 WHERE id = $2::bigint RETURNING id, last_event
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id)
	SELECT id, last_event, 'confirmed', $3::bigint FROM moved
)
SELECT queue_receipt_notice(id, 'confirmed') FROM changed

-- name: reject_held
-- The secretariat does not take the report on; whoever sent it is told. No row when it was decided meanwhile.
-- $1 id
-- $2 version
-- $3 reason
-- $4 text to whoever sent it
-- Told first: then the address is still there.
WITH told AS MATERIALIZED (
	SELECT queue_receipt_notice(h.id, 'rejected') FROM held_report h
	WHERE h.id = $1::bigint AND h.version = $2::int AND h.status = 'held'
		AND h.helsefellesskap_id = ANY ((SELECT acting_secretariat())::bigint[])
)
UPDATE held_report SET status = 'rejected', version = version + 1, reason = $3, reason_text = $4,
	decided_at = now(), decided_by = acting_person(), email = NULL
WHERE id = $1::bigint AND version = $2::int AND status = 'held' AND (SELECT count(*) FROM told) >= 0
	AND helsefellesskap_id = ANY ((SELECT acting_secretariat())::bigint[])
RETURNING id
