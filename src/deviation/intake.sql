-- name: intake_facts
-- What the rules of intake need to know, in one look: the helsefellesskap, its active rule set, both parties, and
-- which of the given codes are valid today. Those that few reports give are asked for by functions, which cost nothing when they are not.
-- $1 code of the helsefellesskap
-- $2 organisation that reports
-- $3 organisation it concerns
-- $4 category
-- $5 phase or null
-- $6 patient group or null
-- $7 HPH item or null
-- $8 agreement point or null
-- $9 unit of the reporter or null
-- $10 unit it concerns or null
-- $11 date of the event or null
-- $12 service it concerns or null
SELECT h.id, r.id AS rule_set_id,
	reporter.code AS reporter_code, reporter.party AS reporter_party, other.code AS other_code, other.party AS other_party,
	EXISTS (SELECT 1 FROM code_value v WHERE v.helsefellesskap_id = h.id AND v.list = 'category' AND v.code = $4
		AND v.valid_from <= current_date AND (v.valid_to IS NULL OR v.valid_to > current_date)) AS category_ok,
	CASE WHEN $5::text IS NULL THEN true ELSE code_is_valid(h.id, 'phase', $5) END AS phase_ok,
	CASE WHEN $6::text IS NULL THEN true ELSE code_is_valid(h.id, 'patient_group', $6) END AS group_ok,
	CASE WHEN $7::text IS NULL THEN true ELSE code_is_valid(h.id, 'hph_item', $7) END AS hph_ok,
	CASE WHEN $9::bigint IS NULL THEN true ELSE unit_is_valid($9::bigint, $2::bigint) END AS reporter_unit_ok,
	CASE WHEN $10::bigint IS NULL THEN true ELSE unit_is_valid($10::bigint, $3::bigint) END AS other_unit_ok,
	$11::date IS NULL OR $11::date <= (now() AT TIME ZONE 'Europe/Oslo')::date AS date_ok,
	deadline_sets(h.id) AS deadline_sets,
	CASE WHEN $8::int IS NOT NULL THEN agreement_version_with(h.id, $8::int, coalesce($11::date, current_date)) END
		AS agreement_version,
	$12::bigint IS NULL OR service.id IS NOT NULL AS service_ok, service.service_area,
	EXISTS (SELECT 1 FROM rule_plan p WHERE p.helsefellesskap_id = h.id AND p.starts_at <= now()) AS rules_due
FROM helsefellesskap h
LEFT JOIN rule_set r ON r.helsefellesskap_id = h.id AND r.active_from IS NOT NULL AND r.active_to IS NULL
LEFT JOIN LATERAL (SELECT o.code, o.party FROM organisation o JOIN helsefellesskap_member m ON m.organisation_id = o.id
	WHERE o.id = $2::bigint AND m.helsefellesskap_id = h.id AND m.valid_from <= current_date
		AND (m.valid_to IS NULL OR m.valid_to > current_date) LIMIT 1) reporter ON true
LEFT JOIN LATERAL (SELECT o.code, o.party FROM organisation o JOIN helsefellesskap_member m ON m.organisation_id = o.id
	WHERE o.id = $3::bigint AND m.helsefellesskap_id = h.id AND m.valid_from <= current_date
		AND (m.valid_to IS NULL OR m.valid_to > current_date) LIMIT 1) other ON true
LEFT JOIN service ON service.id = $12::bigint AND service.organisation_id = $3::bigint AND service.valid_from <= current_date
	AND (service.valid_to IS NULL OR service.valid_to > current_date)
WHERE h.code = $1

-- name: route
-- A route as the contract shows it, stored nowhere. No row when the helsefellesskap lacks the council.
-- $1 helsefellesskap
-- $2 code of the council that decides
-- $3 id of the rule
-- $4 why, as JSON with nb, nn, en
-- $5 codes of councils told as well, as an array
-- $6 when an answer would be due, or null
SELECT json_build_object('council', council_json(c.id), 'rule', $3::text, 'why', $4::json,
	'also_told', (SELECT coalesce(json_agg(council_json(t.id) ORDER BY t.id), '[]') FROM council t
		WHERE t.helsefellesskap_id = $1::bigint AND t.code = ANY ($5::text[]) AND t.id <> c.id),
	'answer_due_on', ($6::timestamptz AT TIME ZONE 'Europe/Oslo')::date)
FROM council c
WHERE c.helsefellesskap_id = $1::bigint AND c.code = $2

-- name: file
-- Files a case: its number, what its councils are told by (the workers make mail of it), the memory of the key, and the case, all or nothing; a trigger adds
-- the first event. The number is the lowest free one that nobody else has in hand: nobody waits for it, and whoever rolls back leaves it
-- to the next. Answers with the receipt; nulls when no number is free (stock_numbers), no row when the rule set is not the active one any more,
-- others are due, or it lacks its council: then nothing is stored. The key comes before the case, so that a repeat is told from a reference that is taken. The
-- inserts return nothing of the case, so the policies for reading need not be set up.
-- $1 helsefellesskap
-- $2 rule set that decided
-- $3 code of the council
-- $4 id of the rule
-- $5 why, as JSON with nb, nn, en
-- $6 codes of councils told as well, as an array
-- $7 kind
-- $8 category
-- $9 phase or null
-- $10 patient group or null
-- $11 agreement point or null
-- $12 HPH item or null
-- $13 date of the event or null
-- $14 title
-- $15 description
-- $16 immediate action or null
-- $17 suggestion or null
-- $18 actual harm
-- $19 potential harm
-- $20 person who reports or null
-- $21 organisation that reports
-- $22 its unit or null
-- $23 organisation it concerns
-- $24 its unit or null
-- $25 external system or null
-- $26 external reference or null
-- $27 idempotency key or null
-- $28 digest of the request, as \x hex, or null
-- $29 when it was reported, or null for now
-- $30 when receipt is due, or null
-- $31 when an answer is due, or null
-- $32 when it is to be closed, or null
-- $33 code of the deadline set, or null
-- $34 seconds from the first key to sending, or null
-- $35 version of the agreement the point is of, or null
-- $36 service it concerns, or null
WITH decided AS MATERIALIZED (
	SELECT nextval('deviation_id_seq') AS id, c.id AS council_id, json_build_object('id', c.id::text, 'code', c.code, 'name', c.name) AS council,
		h.case_prefix, told.ids AS also_told, told.councils AS also_told_councils, coalesce($29::timestamptz, now()) AS submitted_at,
		extract(year FROM coalesce($29::timestamptz, now()) AT TIME ZONE 'Europe/Oslo')::int AS year
	FROM council c
	JOIN helsefellesskap h ON h.id = c.helsefellesskap_id
	CROSS JOIN LATERAL (
		SELECT coalesce(array_agg(t.id ORDER BY t.id), '{}') AS ids,
			coalesce(json_agg(json_build_object('id', t.id::text, 'code', t.code, 'name', t.name) ORDER BY t.id), '[]') AS councils
		FROM council t
		WHERE t.helsefellesskap_id = $1::bigint AND t.code = ANY ($6::text[]) AND t.id <> c.id) told
	WHERE c.helsefellesskap_id = $1::bigint AND c.code = $3
		AND EXISTS (SELECT 1 FROM rule_set r WHERE r.id = $2::bigint AND r.active_to IS NULL)
		AND NOT EXISTS (SELECT 1 FROM rule_plan p WHERE p.helsefellesskap_id = $1::bigint AND p.starts_at <= now())
),
taken AS (
	DELETE FROM free_case_number WHERE ctid = (
		SELECT f.ctid FROM free_case_number f WHERE f.helsefellesskap_id = $1::bigint AND f.year = (SELECT year FROM decided)
		ORDER BY f.serial LIMIT 1 FOR UPDATE SKIP LOCKED)
	RETURNING serial
),
filing AS MATERIALIZED (
	SELECT d.id, d.council_id, d.council, d.also_told, d.also_told_councils, d.submitted_at, d.year, t.serial,
		d.case_prefix || '-' || d.year || '-' || lpad(t.serial::text, greatest(5, length(t.serial::text)), '0') AS number,
		announce_case(d.id, $1::bigint, d.council_id || d.also_told, $20::bigint) AS announced,
		CASE WHEN t.serial % 32 = 0 THEN stock_case_numbers($1::bigint, d.year) END AS stocked
	FROM taken t, decided d
),
remembered AS (
	INSERT INTO idempotency (person_id, operation, key, request_digest, resource_id)
	SELECT $20::bigint, 'submit_deviation', $27, $28::bytea, id FROM filing WHERE $27::text IS NOT NULL
	RETURNING 1
),
filed AS (
	INSERT INTO deviation (id, helsefellesskap_id, year, serial, number, kind, category, phase, patient_group,
		agreement_point, hph_item, occurred_on, title, description, immediate_action, suggestion, actual_harm,
		potential_harm, reporter_person_id, reporter_organisation_id, reporter_unit_id, other_organisation_id,
		other_unit_id, council_id, rule_set_id, route_rule, route_why, also_told, external_system, external_reference,
		submitted_at, receipt_due_at, answer_due_at, answer_promised_at, close_due_at, deadline_set, filing_seconds,
		agreement_version_id, other_service_id)
	OVERRIDING SYSTEM VALUE
	SELECT id, $1::bigint, year, serial, number, $7, $8, $9, $10, $11::int, $12, $13::date, $14, $15, $16, $17, $18, $19,
		$20::bigint, $21::bigint, $22::bigint, $23::bigint, $24::bigint, council_id, $2::bigint, $4, $5::jsonb, also_told,
		$25, $26, submitted_at, $30::timestamptz, $31::timestamptz, $31::timestamptz, $32::timestamptz, $33, $34::int, $35::bigint,
		$36::bigint
	FROM filing WHERE (SELECT count(*) FROM remembered) >= 0
)
SELECT CASE WHEN f.id IS NOT NULL THEN json_build_object('id', f.id::text, 'number', f.number, 'status', 'sent', 'version', 1,
	'submitted_at', time_json(f.submitted_at), 'route', json_build_object('council', f.council, 'rule', $4::text,
		'why', $5::json, 'also_told', f.also_told_councils),
		'answer_due_on', ($31::timestamptz AT TIME ZONE 'Europe/Oslo')::date) END,
	f.id
FROM decided LEFT JOIN filing f ON true

-- name: stock_numbers
-- Puts case numbers in stock, unless enough are there.
-- $1 helsefellesskap
-- $2 when it was reported, or null for now
SELECT stock_case_numbers($1::bigint, extract(year FROM coalesce($2::timestamptz, now()) AT TIME ZONE 'Europe/Oslo')::int)

-- name: receipt
-- The receipt of a case, as it was given when the case was filed.
-- $1 id of the case
SELECT json_build_object('id', id::text, 'number', number, 'status', 'sent', 'version', 1,
	'submitted_at', time_json(submitted_at), 'route', route_json(routed_council(d), route_rule, route_why, also_told),
	'answer_due_on', (answer_promised_at AT TIME ZONE 'Europe/Oslo')::date), id
FROM deviation d WHERE id = $1::bigint
