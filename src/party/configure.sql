-- Loading a helsefellesskap from its file (deploy/demo/st_olavs.json shows the form). Runs as the owner, in one transaction;
-- every statement may run again. References are by code; one that does not exist leaves a null that a constraint refuses.

-- name: configure_helsefellesskap
-- $1 the file
INSERT INTO helsefellesskap (code, name, case_prefix, language, smallest_shown)
SELECT h.code, h.name, h.case_prefix, coalesce(h.language, 'nb'), coalesce(h.smallest_shown, 5)
FROM jsonb_to_record($1::jsonb -> 'helsefellesskap')
	AS h (code text, name text, case_prefix text, language text, smallest_shown int)
ON CONFLICT ON CONSTRAINT helsefellesskap_code_unique DO UPDATE
SET name = excluded.name, language = excluded.language, smallest_shown = excluded.smallest_shown
RETURNING id, code

-- name: configure_organisations
-- $1 the file
INSERT INTO organisation (code, name, party, organisation_number, municipality_number, helseplattformen_from)
SELECT o.code, o.name, o.party, o.organisation_number, o.municipality_number, o.helseplattformen_from
FROM jsonb_to_recordset($1::jsonb -> 'organisations')
	AS o (code text, name text, party text, organisation_number text, municipality_number text, helseplattformen_from date)
ON CONFLICT ON CONSTRAINT organisation_code_unique DO UPDATE
SET name = excluded.name, party = excluded.party, organisation_number = excluded.organisation_number,
	municipality_number = excluded.municipality_number, helseplattformen_from = excluded.helseplattformen_from
-- Who administers may not write those of others, so what is the same is not written.
WHERE (organisation.name, organisation.party, organisation.organisation_number, organisation.municipality_number,
	organisation.helseplattformen_from)
	IS DISTINCT FROM (excluded.name, excluded.party, excluded.organisation_number, excluded.municipality_number,
	excluded.helseplattformen_from)

-- name: configure_members
-- A first day behind the end of the last period begins a new one, and the earlier one stays; any other corrects the last.
-- $1 the file
-- $2 helsefellesskap
WITH wanted AS MATERIALIZED (
	SELECT (SELECT id FROM organisation WHERE code = o.code) AS organisation_id, o.member_from, o.member_to
	FROM jsonb_to_recordset($1::jsonb -> 'organisations') AS o (code text, member_from date, member_to date)
	WHERE o.member_from IS NOT NULL
),
corrected AS (
	UPDATE helsefellesskap_member m SET valid_from = w.member_from, valid_to = w.member_to
	FROM wanted w
	WHERE m.helsefellesskap_id = $2::bigint AND m.organisation_id = w.organisation_id AND m.valid_from <> w.member_from
		AND (m.valid_to IS NULL OR m.valid_to > w.member_from)
		AND NOT EXISTS (SELECT 1 FROM helsefellesskap_member x WHERE x.helsefellesskap_id = m.helsefellesskap_id
			AND x.organisation_id = m.organisation_id AND (x.valid_from > m.valid_from OR x.valid_from = w.member_from))
	RETURNING m.organisation_id
)
INSERT INTO helsefellesskap_member (helsefellesskap_id, organisation_id, valid_from, valid_to)
SELECT $2::bigint, w.organisation_id, w.member_from, w.member_to
FROM wanted w WHERE NOT EXISTS (SELECT 1 FROM corrected c WHERE c.organisation_id = w.organisation_id)
ON CONFLICT ON CONSTRAINT helsefellesskap_member_pk DO UPDATE SET valid_to = excluded.valid_to

-- name: configure_filing_without_account
-- Which parties, and which of their organisations, may file without an account; without the member nobody may. An organisation
-- that is not there leaves a null, which a constraint refuses. And whether anybody may read published learning notes.
-- $1 the file
-- $2 helsefellesskap
UPDATE helsefellesskap
SET publishes_learning = coalesce($1::jsonb #> '{helsefellesskap,publishes_learning}' = 'true', false),
	filing_parties = coalesce((SELECT array_agg(p.party) FROM jsonb_array_elements_text(nullif($1::jsonb
		#> '{helsefellesskap,filing_without_account,parties}', 'null')) AS p (party)), '{}'),
	filing_organisations = (SELECT array_agg((SELECT id FROM organisation WHERE code = o.code)) FROM jsonb_array_elements_text(
		nullif($1::jsonb #> '{helsefellesskap,filing_without_account,organisations}', 'null')) AS o (code))
WHERE id = $2::bigint

-- name: configure_units
-- $1 the file
INSERT INTO unit (organisation_id, code, name, valid_from, valid_to)
SELECT (SELECT id FROM organisation WHERE code = u.organisation), u.code, u.name, coalesce(u.valid_from, '2000-01-01'), u.valid_to
FROM jsonb_to_recordset($1::jsonb -> 'units') AS u (organisation text, code text, name text, valid_from date, valid_to date)
-- Those of others may be named, not written.
WHERE NOT EXISTS (SELECT 1 FROM unit x JOIN organisation o ON o.id = x.organisation_id WHERE o.code = u.organisation AND x.code = u.code
	AND (x.name, x.valid_from, x.valid_to) IS NOT DISTINCT FROM (u.name, coalesce(u.valid_from, '2000-01-01'), u.valid_to))
ON CONFLICT ON CONSTRAINT unit_code_unique DO UPDATE
SET name = excluded.name, valid_from = excluded.valid_from, valid_to = excluded.valid_to

-- name: configure_services
-- $1 the file
INSERT INTO service (organisation_id, code, service_area, name, message_address, valid_from, valid_to)
SELECT (SELECT id FROM organisation WHERE code = s.organisation), s.code, s.service_area, s.name, s.message_address,
	coalesce(s.valid_from, '2000-01-01'), s.valid_to
FROM jsonb_to_recordset($1::jsonb -> 'services')
	AS s (organisation text, code text, service_area text, name text, message_address text, valid_from date, valid_to date)
WHERE NOT EXISTS (SELECT 1 FROM service x JOIN organisation o ON o.id = x.organisation_id WHERE o.code = s.organisation AND x.code = s.code
	AND (x.service_area, x.name, x.message_address, x.valid_from, x.valid_to) IS NOT DISTINCT FROM
		(s.service_area, s.name, s.message_address, coalesce(s.valid_from, '2000-01-01'), s.valid_to))
ON CONFLICT ON CONSTRAINT service_code_unique DO UPDATE
SET service_area = excluded.service_area, name = excluded.name, message_address = excluded.message_address, valid_to = excluded.valid_to

-- name: configure_catchment
-- $1 the file
INSERT INTO catchment (municipality_id, service_area, hospital_id, unit_id, valid_from, valid_to)
SELECT (SELECT id FROM organisation WHERE code = c.municipality), c.service_area,
	(SELECT id FROM organisation WHERE code = c.hospital),
	(SELECT u.id FROM unit u JOIN organisation o ON o.id = u.organisation_id WHERE o.code = c.hospital AND u.code = c.unit),
	c.valid_from, c.valid_to
FROM jsonb_to_recordset($1::jsonb -> 'catchment')
	AS c (municipality text, service_area text, hospital text, unit text, valid_from date, valid_to date)
ON CONFLICT ON CONSTRAINT catchment_pk DO UPDATE SET unit_id = excluded.unit_id, valid_to = excluded.valid_to

-- name: configure_councils
-- $1 the file
-- $2 helsefellesskap
INSERT INTO council (helsefellesskap_id, code, level, name, abbreviation, valid_from, valid_to)
SELECT $2::bigint, c.code, c.level, c.name, c.abbreviation, coalesce(c.valid_from, '2000-01-01'), c.valid_to
FROM jsonb_to_recordset($1::jsonb -> 'councils')
	AS c (code text, level text, name text, abbreviation text, valid_from date, valid_to date)
ON CONFLICT ON CONSTRAINT council_code_unique DO UPDATE
SET level = excluded.level, name = excluded.name, abbreviation = excluded.abbreviation,
	valid_from = excluded.valid_from, valid_to = excluded.valid_to

-- name: configure_aliases
-- $1 the file
-- $2 helsefellesskap
WITH gone AS (
	DELETE FROM council_alias a USING council c, jsonb_to_recordset($1::jsonb -> 'councils') AS d (code text, aliases jsonb)
	WHERE c.id = a.council_id AND c.helsefellesskap_id = $2::bigint AND c.code = d.code
		AND NOT coalesce(d.aliases, '[]') ? a.alias
)
INSERT INTO council_alias (council_id, alias)
SELECT (SELECT id FROM council WHERE helsefellesskap_id = $2::bigint AND code = c.code), a.alias
FROM jsonb_to_recordset($1::jsonb -> 'councils') AS c (code text, aliases jsonb)
CROSS JOIN LATERAL jsonb_array_elements_text(c.aliases) AS a (alias)
ON CONFLICT ON CONSTRAINT council_alias_pk DO NOTHING

-- name: configure_agreements
-- $1 the file
-- $2 helsefellesskap
INSERT INTO agreement (helsefellesskap_id, code, title)
SELECT $2::bigint, a.code, a.title FROM jsonb_to_recordset($1::jsonb -> 'agreements') AS a (code text, title text)
ON CONFLICT ON CONSTRAINT agreement_code_unique DO UPDATE SET title = excluded.title

-- name: configure_agreement_parties
-- $1 the file
-- $2 helsefellesskap
INSERT INTO agreement_party (agreement_id, organisation_id, valid_from, valid_to)
SELECT (SELECT id FROM agreement WHERE helsefellesskap_id = $2::bigint AND code = p.agreement),
	(SELECT id FROM organisation WHERE code = p.organisation), p.valid_from, p.valid_to
FROM jsonb_to_recordset($1::jsonb -> 'agreement_parties')
	AS p (agreement text, organisation text, valid_from date, valid_to date)
ON CONFLICT ON CONSTRAINT agreement_party_pk DO UPDATE SET valid_to = excluded.valid_to

-- name: configure_agreement_versions
-- $1 the file
-- $2 helsefellesskap
INSERT INTO agreement_version (agreement_id, version, valid_from, valid_to, patient_reference, reference_days,
	reference_second_person, reference_approval_days)
SELECT (SELECT id FROM agreement WHERE helsefellesskap_id = $2::bigint AND code = v.agreement), v.version, v.valid_from, v.valid_to,
	coalesce(v.patient_reference, 'none'), coalesce(v.reference_days, 30), coalesce(v.reference_second_person, false),
	coalesce(v.reference_approval_days, 7)
FROM jsonb_to_recordset($1::jsonb -> 'agreement_versions')
	AS v (agreement text, version text, valid_from date, valid_to date, patient_reference text, reference_days int,
		reference_second_person boolean, reference_approval_days int)
ON CONFLICT ON CONSTRAINT agreement_version_unique DO UPDATE
SET valid_from = excluded.valid_from, valid_to = excluded.valid_to, patient_reference = excluded.patient_reference,
	reference_days = excluded.reference_days, reference_second_person = excluded.reference_second_person,
	reference_approval_days = excluded.reference_approval_days

-- name: configure_agreement_points
-- The points a version holds, with the labels of the code list agreement_point.
-- $1 the file
-- $2 helsefellesskap
-- $3 the shipped code lists
WITH gone AS (
	DELETE FROM agreement_point p USING agreement_version w, agreement a,
		jsonb_to_recordset($1::jsonb -> 'agreement_versions') AS v (agreement text, version text, points jsonb)
	WHERE w.id = p.agreement_version_id AND a.id = w.agreement_id AND a.helsefellesskap_id = $2::bigint AND a.code = v.agreement
		AND w.version = v.version AND NOT (v.points @> to_jsonb(p.point) OR v.points ? p.point::text)
)
INSERT INTO agreement_point (agreement_version_id, point, labels)
SELECT w.id, p.point::int, (SELECT l -> 'labels'
	FROM jsonb_array_elements(coalesce($1::jsonb #> '{code_lists,agreement_point}', $3::jsonb #> '{lists,agreement_point}')) AS l
	WHERE l ->> 'code' = p.point)
FROM jsonb_to_recordset($1::jsonb -> 'agreement_versions') AS v (agreement text, version text, points jsonb)
JOIN agreement a ON a.helsefellesskap_id = $2::bigint AND a.code = v.agreement
JOIN agreement_version w ON w.agreement_id = a.id AND w.version = v.version
CROSS JOIN LATERAL jsonb_array_elements_text(v.points) AS p (point)
ON CONFLICT ON CONSTRAINT agreement_point_pk DO UPDATE SET labels = excluded.labels

-- name: configure_codes
-- The shipped code lists, with the file's own lists in the place of those they name.
-- $1 the file
-- $2 helsefellesskap
-- $3 the shipped code lists
INSERT INTO code_value (helsefellesskap_id, list, code, position, label_nb, label_nn, label_en, help, agreement_point, valid_from, valid_to)
SELECT $2::bigint, lists.list, v.code ->> 'code', v.position, v.code #>> '{labels,nb}', v.code #>> '{labels,nn}',
	v.code #>> '{labels,en}', v.code -> 'help', (v.code ->> 'agreement_point')::int,
	coalesce((v.code ->> 'valid_from')::date, '2000-01-01'), (v.code ->> 'valid_to')::date
FROM jsonb_each(($3::jsonb -> 'lists')
	|| CASE WHEN jsonb_typeof($1::jsonb -> 'code_lists') = 'object' THEN $1::jsonb -> 'code_lists' ELSE '{}' END)
	AS lists (list, codes)
CROSS JOIN LATERAL jsonb_array_elements(lists.codes) WITH ORDINALITY AS v (code, position)
ON CONFLICT ON CONSTRAINT code_value_unique DO UPDATE
SET position = excluded.position, label_nb = excluded.label_nb, label_nn = excluded.label_nn, label_en = excluded.label_en,
	help = excluded.help, agreement_point = excluded.agreement_point, valid_to = excluded.valid_to

-- name: configure_default_deadlines
-- A file that says which set is the default takes that from the one that was.
-- $1 the file
-- $2 helsefellesskap
UPDATE deadline_set s SET is_default = false
WHERE s.helsefellesskap_id = $2::bigint AND s.is_default
	AND EXISTS (SELECT 1 FROM jsonb_to_recordset(nullif($1::jsonb -> 'deadline_sets', 'null')) AS f ("default" boolean) WHERE f."default")

-- name: configure_deadline_sets
-- The file's sets; three weeks to an answer where neither the file nor the database has any.
-- $1 the file
-- $2 helsefellesskap
INSERT INTO deadline_set (helsefellesskap_id, code, label_nb, label_nn, label_en, receipt_days, answer_days, closing_days,
	reminder_days, escalation_role, eves_free, is_default, valid_from, valid_to)
SELECT $2::bigint, f.code, f.labels ->> 'nb', f.labels ->> 'nn', f.labels ->> 'en', f.receipt_days, f.answer_days, f.closing_days,
	coalesce(f.reminder_days, 2), f.escalation_role, coalesce(f.eves_free, true), coalesce(f."default", false),
	coalesce(f.valid_from, '2000-01-01'), f.valid_to
FROM jsonb_to_recordset(CASE WHEN jsonb_typeof($1::jsonb -> 'deadline_sets') = 'array' THEN $1::jsonb -> 'deadline_sets'
	WHEN EXISTS (SELECT 1 FROM deadline_set WHERE helsefellesskap_id = $2::bigint) THEN '[]'
	ELSE '[{"code": "standard", "receipt_days": 3, "answer_days": 15, "closing_days": 60, "escalation_role": "council_lead", "default": true,
		"labels": {"nb": "Vanlige frister", "nn": "Vanlege fristar", "en": "Usual deadlines"}}]' END)
	AS f (code text, labels jsonb, receipt_days int, answer_days int, closing_days int, reminder_days int, escalation_role text,
		eves_free boolean, "default" boolean, valid_from date, valid_to date)
ON CONFLICT ON CONSTRAINT deadline_set_unique DO UPDATE
SET label_nb = excluded.label_nb, label_nn = excluded.label_nn, label_en = excluded.label_en, receipt_days = excluded.receipt_days,
	answer_days = excluded.answer_days, closing_days = excluded.closing_days, reminder_days = excluded.reminder_days,
	escalation_role = excluded.escalation_role, eves_free = excluded.eves_free, is_default = excluded.is_default,
	valid_to = excluded.valid_to

-- name: configure_notification_duties
-- Those of the helsefellesskap, and those that apply everywhere.
-- $1 the file
-- $2 helsefellesskap
INSERT INTO notification_duty (helsefellesskap_id, code, labels, kinds, categories, actual_harms, parties, deadline, deadline_unit, law,
	link, valid_from, valid_to)
SELECT CASE WHEN n.everywhere THEN NULL ELSE $2::bigint END, n.code, n.labels, n.kinds, n.categories, n.actual_harms, n.parties, n.deadline,
	n.deadline_unit, n.law, n.link, n.valid_from, n.valid_to
FROM jsonb_to_recordset(nullif($1::jsonb -> 'notification_duties', 'null')) AS n (everywhere boolean, code text, labels jsonb, kinds text[],
	categories text[], actual_harms text[], parties text[], deadline int, deadline_unit text, law text, link text, valid_from date,
	valid_to date)
-- Those that apply everywhere may be named, not written, by who administers one helsefellesskap.
WHERE NOT EXISTS (SELECT 1 FROM notification_duty x WHERE x.code = n.code AND x.helsefellesskap_id IS NULL AND n.everywhere
	AND (x.labels, x.kinds, x.categories, x.actual_harms, x.parties, x.deadline, x.deadline_unit, x.law, x.link, x.valid_from, x.valid_to)
		IS NOT DISTINCT FROM (n.labels, n.kinds, n.categories, n.actual_harms, n.parties, n.deadline, n.deadline_unit, n.law, n.link,
			n.valid_from, n.valid_to))
ON CONFLICT (coalesce(helsefellesskap_id, 0), code, coalesce(valid_from, '-infinity')) DO UPDATE
SET labels = excluded.labels, kinds = excluded.kinds, categories = excluded.categories, actual_harms = excluded.actual_harms,
	parties = excluded.parties, deadline = excluded.deadline, deadline_unit = excluded.deadline_unit, law = excluded.law,
	link = excluded.link, valid_to = excluded.valid_to

-- name: configure_text_modules
-- $1 the file
-- $2 helsefellesskap
INSERT INTO text_module (helsefellesskap_id, council_id, code, position, label_nb, label_nn, label_en, text_nb, text_nn, text_en,
	valid_from, valid_to)
SELECT $2::bigint, c.id, f.module ->> 'code', f.position, f.module #>> '{labels,nb}', f.module #>> '{labels,nn}', f.module #>> '{labels,en}',
	f.module #>> '{texts,nb}', f.module #>> '{texts,nn}', f.module #>> '{texts,en}',
	coalesce((f.module ->> 'valid_from')::date, '2000-01-01'), (f.module ->> 'valid_to')::date
FROM jsonb_array_elements(CASE WHEN jsonb_typeof($1::jsonb -> 'text_modules') = 'array' THEN $1::jsonb -> 'text_modules' ELSE '[]' END)
	WITH ORDINALITY AS f (module, position)
LEFT JOIN council c ON c.helsefellesskap_id = $2::bigint AND c.code = f.module ->> 'council'
-- A council that is not there must not make a text for one council everybody's.
WHERE (f.module ->> 'council' IS NULL) = (c.id IS NULL)
ON CONFLICT ON CONSTRAINT text_module_unique DO UPDATE
SET position = excluded.position, label_nb = excluded.label_nb, label_nn = excluded.label_nn, label_en = excluded.label_en,
	text_nb = excluded.text_nb, text_nn = excluded.text_nn, text_en = excluded.text_en, valid_to = excluded.valid_to

-- name: configure_discharge_rules
-- $1 the file
-- $2 helsefellesskap
INSERT INTO discharge_rule (helsefellesskap_id, code, labels, from_time, to_time, within_hours, law, valid_from, valid_to)
SELECT CASE WHEN r.everywhere THEN NULL ELSE $2::bigint END, r.code, r.labels, r.from_time, r.to_time, r.within_hours, r.law,
	coalesce(r.valid_from, '2000-01-01'), r.valid_to
FROM jsonb_to_recordset(nullif($1::jsonb -> 'discharge_rules', 'null')) AS r (everywhere boolean, code text, labels jsonb, from_time text,
	to_time text, within_hours int, law text, valid_from date, valid_to date)
-- Those that apply everywhere may be named, not written, by who administers one helsefellesskap.
WHERE NOT EXISTS (SELECT 1 FROM discharge_rule x WHERE x.code = r.code AND x.helsefellesskap_id IS NULL AND r.everywhere
	AND (x.labels, x.from_time, x.to_time, x.within_hours, x.law, x.valid_from, x.valid_to) IS NOT DISTINCT FROM
		(r.labels, r.from_time, r.to_time, r.within_hours, r.law, coalesce(r.valid_from, '2000-01-01'), r.valid_to))
ON CONFLICT (coalesce(helsefellesskap_id, 0), code, valid_from) DO UPDATE
SET labels = excluded.labels, from_time = excluded.from_time, to_time = excluded.to_time, within_hours = excluded.within_hours,
	law = excluded.law, valid_to = excluded.valid_to

-- name: configured_rules
-- The rule set the file wants (its own, or the shipped one), whether another one is active now, the councils it may name,
-- the code lists it may use, and the deadline sets.
-- $1 the file
-- $2 helsefellesskap
-- $3 the shipped rules
-- $4 the shipped code lists
SELECT wanted.rules::text,
	NOT EXISTS (SELECT 1 FROM rule_set r WHERE r.helsefellesskap_id = $2::bigint AND r.active_from <= now()
		AND r.active_to IS NULL AND r.rules = wanted.rules),
	(SELECT string_agg(c.code, ',') FROM council c WHERE c.helsefellesskap_id = $2::bigint
		AND c.valid_from <= current_date AND (c.valid_to IS NULL OR c.valid_to > current_date)),
	jsonb_build_object('lists', ($4::jsonb -> 'lists')
		|| CASE WHEN jsonb_typeof($1::jsonb -> 'code_lists') = 'object' THEN $1::jsonb -> 'code_lists' ELSE '{}' END)::text,
	(SELECT string_agg(DISTINCT s.code, ',') FROM deadline_set s WHERE s.helsefellesskap_id = $2::bigint
		AND s.valid_from <= current_date AND (s.valid_to IS NULL OR s.valid_to > current_date))
FROM (SELECT CASE WHEN jsonb_typeof($1::jsonb -> 'rules') = 'object' THEN $1::jsonb -> 'rules' ELSE $3::jsonb END AS rules) wanted

-- name: retire_rules
-- $1 helsefellesskap
UPDATE rule_set SET active_to = now() WHERE helsefellesskap_id = $1::bigint AND active_from IS NOT NULL AND active_to IS NULL

-- name: activate_rules
-- $1 helsefellesskap
-- $2 the rules
INSERT INTO rule_set (helsefellesskap_id, version, rules, active_from)
SELECT $1::bigint, coalesce(max(version), 0) + 1, $2::jsonb, now() FROM rule_set WHERE helsefellesskap_id = $1::bigint

-- name: configured_people
-- People of the file who are not there yet, with the password their account begins with.
-- $1 the file
SELECT p.username, p.name, p.email, coalesce(p.language, 'nb'), p.password
FROM jsonb_to_recordset($1::jsonb -> 'people') AS p (username text, name text, email text, language text, password text)
WHERE NOT EXISTS (SELECT 1 FROM person WHERE username = p.username)

-- name: add_person
-- $1 user name
-- $2 name
-- $3 e-mail address or null
-- $4 language
-- $5 hash of the password, or null
INSERT INTO person (username, name, email, language, password_hash) VALUES ($1, $2, $3, $4, $5)

-- name: configure_memberships
-- $1 the file
-- $2 helsefellesskap
INSERT INTO membership (person_id, helsefellesskap_id, role, organisation_id, council_id)
SELECT (SELECT id FROM person WHERE username = m.username), $2::bigint, m.role,
	(SELECT id FROM organisation WHERE code = m.organisation),
	(SELECT id FROM council WHERE helsefellesskap_id = $2::bigint AND code = m.council)
FROM jsonb_to_recordset($1::jsonb -> 'memberships') AS m (username text, role text, organisation text, council text)
WHERE NOT EXISTS (SELECT 1 FROM membership x JOIN person p ON p.id = x.person_id
	LEFT JOIN organisation o ON o.id = x.organisation_id LEFT JOIN council c ON c.id = x.council_id
	WHERE p.username = m.username AND x.helsefellesskap_id = $2::bigint AND x.role = m.role
		AND o.code IS NOT DISTINCT FROM m.organisation AND c.code IS NOT DISTINCT FROM m.council)

-- name: configure_subscriptions
-- $1 the file
-- $2 helsefellesskap
INSERT INTO subscription (person_id, helsefellesskap_id, frequency, language)
SELECT x.id, $2::bigint, p.subscription, x.language
FROM jsonb_to_recordset($1::jsonb -> 'people') AS p (username text, subscription text)
JOIN person x ON x.username = p.username
WHERE p.subscription IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.person_id = x.id AND s.helsefellesskap_id = $2::bigint)
