-- The configuration of a helsefellesskap as one document that people can read, compare, take home and bring back (features.md F101,
-- F102, F105): checked as a whole, refused with every mistake and its place, or applied as a whole. Each version is kept.

-- The form of the document: which sections, which fields, what they hold. A section that is added later adds its rows here.
CREATE TABLE configuration_field (
	section text NOT NULL,
	field text NOT NULL,
	position int NOT NULL,
	-- line: text of one line; code: a-z, 0-9 and _; labels: {nb, nn, en}; codes: a list of codes; texts: a list of lines.
	type text NOT NULL CONSTRAINT configuration_field_type_known
		CHECK (type IN ('line', 'code', 'date', 'int', 'boolean', 'labels', 'codes', 'texts', 'object')),
	required boolean NOT NULL DEFAULT false,
	-- Part of what tells entries of the section apart; an entry without the date counts from 2000-01-01.
	is_key boolean NOT NULL DEFAULT false,
	-- Section and field that the value has to be one of.
	refers_to text,
	allowed text[],
	CONSTRAINT configuration_field_pk PRIMARY KEY (section, field)
);
INSERT INTO configuration_field (section, field, position, type, required, is_key, refers_to, allowed) VALUES
	('organisations', 'code', 1, 'code', true, true, NULL, NULL),
	('organisations', 'name', 2, 'line', true, false, NULL, NULL),
	('organisations', 'party', 3, 'code', true, false, NULL, '{hospital,municipality,gp,user_representative}'),
	('organisations', 'organisation_number', 4, 'line', false, false, NULL, NULL),
	('organisations', 'municipality_number', 5, 'line', false, false, NULL, NULL),
	('organisations', 'member_from', 6, 'date', false, false, NULL, NULL),
	('organisations', 'member_to', 7, 'date', false, false, NULL, NULL),
	('units', 'organisation', 1, 'code', true, true, 'organisations', NULL),
	('units', 'code', 2, 'code', true, true, NULL, NULL),
	('units', 'name', 3, 'line', true, false, NULL, NULL),
	('units', 'valid_from', 4, 'date', false, false, NULL, NULL),
	('units', 'valid_to', 5, 'date', false, false, NULL, NULL),
	('services', 'organisation', 1, 'code', true, true, 'organisations', NULL),
	('services', 'code', 2, 'code', true, true, NULL, NULL),
	('services', 'service_area', 3, 'code', false, false, NULL, NULL),
	('services', 'name', 4, 'line', true, false, NULL, NULL),
	('services', 'message_address', 5, 'line', false, false, NULL, NULL),
	('services', 'valid_from', 6, 'date', false, true, NULL, NULL),
	('services', 'valid_to', 7, 'date', false, false, NULL, NULL),
	('catchment', 'municipality', 1, 'code', true, true, 'organisations', NULL),
	('catchment', 'service_area', 2, 'code', true, true, NULL, NULL),
	('catchment', 'hospital', 3, 'code', true, true, 'organisations', NULL),
	('catchment', 'unit', 4, 'code', false, false, NULL, NULL),
	('catchment', 'valid_from', 5, 'date', true, true, NULL, NULL),
	('catchment', 'valid_to', 6, 'date', false, false, NULL, NULL),
	('councils', 'code', 1, 'code', true, true, NULL, NULL),
	('councils', 'level', 2, 'code', true, false, NULL, '{political,strategic,professional,secretariat,working_group}'),
	('councils', 'name', 3, 'line', true, false, NULL, NULL),
	('councils', 'abbreviation', 4, 'line', false, false, NULL, NULL),
	('councils', 'aliases', 5, 'texts', false, false, NULL, NULL),
	('councils', 'valid_from', 6, 'date', false, false, NULL, NULL),
	('councils', 'valid_to', 7, 'date', false, false, NULL, NULL),
	('agreements', 'code', 1, 'code', true, true, NULL, NULL),
	('agreements', 'title', 2, 'line', true, false, NULL, NULL),
	('agreement_parties', 'agreement', 1, 'code', true, true, 'agreements', NULL),
	('agreement_parties', 'organisation', 2, 'code', true, true, 'organisations', NULL),
	('agreement_parties', 'valid_from', 3, 'date', true, true, NULL, NULL),
	('agreement_parties', 'valid_to', 4, 'date', false, false, NULL, NULL),
	('agreement_versions', 'agreement', 1, 'code', true, true, 'agreements', NULL),
	('agreement_versions', 'version', 2, 'line', true, true, NULL, NULL),
	('agreement_versions', 'valid_from', 3, 'date', true, false, NULL, NULL),
	('agreement_versions', 'valid_to', 4, 'date', false, false, NULL, NULL),
	('agreement_versions', 'points', 5, 'codes', true, false, NULL, NULL),
	('agreement_versions', 'patient_reference', 6, 'code', false, false, NULL, '{none,local_reference,identity}'),
	('agreement_versions', 'reference_days', 7, 'int', false, false, NULL, NULL),
	('agreement_versions', 'reference_second_person', 8, 'boolean', false, false, NULL, NULL),
	('agreement_versions', 'reference_approval_days', 9, 'int', false, false, NULL, NULL),
	('code_lists', 'list', 1, 'code', true, true, NULL, NULL),
	('code_lists', 'code', 2, 'line', true, true, NULL, NULL),
	('code_lists', 'labels', 3, 'labels', true, false, NULL, NULL),
	('code_lists', 'help', 4, 'labels', false, false, NULL, NULL),
	('code_lists', 'agreement_point', 5, 'int', false, false, NULL, NULL),
	('code_lists', 'valid_from', 6, 'date', false, true, NULL, NULL),
	('code_lists', 'valid_to', 7, 'date', false, false, NULL, NULL),
	('deadline_sets', 'code', 1, 'code', true, true, NULL, NULL),
	('deadline_sets', 'labels', 2, 'labels', true, false, NULL, NULL),
	('deadline_sets', 'receipt_days', 3, 'int', true, false, NULL, NULL),
	('deadline_sets', 'answer_days', 4, 'int', true, false, NULL, NULL),
	('deadline_sets', 'closing_days', 5, 'int', true, false, NULL, NULL),
	('deadline_sets', 'reminder_days', 6, 'int', false, false, NULL, NULL),
	('deadline_sets', 'escalation_role', 7, 'code', false, false, NULL, '{council_lead,secretariat,follow_up}'),
	('deadline_sets', 'eves_free', 8, 'boolean', false, false, NULL, NULL),
	('deadline_sets', 'default', 9, 'boolean', false, false, NULL, NULL),
	('deadline_sets', 'valid_from', 10, 'date', false, true, NULL, NULL),
	('deadline_sets', 'valid_to', 11, 'date', false, false, NULL, NULL),
	('notification_duties', 'everywhere', 1, 'boolean', false, true, NULL, NULL),
	('notification_duties', 'code', 2, 'code', true, true, NULL, NULL),
	('notification_duties', 'labels', 3, 'labels', true, false, NULL, NULL),
	('notification_duties', 'kinds', 4, 'texts', false, false, NULL, NULL),
	('notification_duties', 'categories', 5, 'texts', false, false, NULL, NULL),
	('notification_duties', 'actual_harms', 6, 'texts', false, false, NULL, NULL),
	('notification_duties', 'parties', 7, 'texts', false, false, NULL, NULL),
	('notification_duties', 'deadline', 8, 'int', true, false, NULL, NULL),
	('notification_duties', 'deadline_unit', 9, 'code', true, false, NULL, '{hours,days,working_days}'),
	('notification_duties', 'law', 10, 'line', true, false, NULL, NULL),
	('notification_duties', 'link', 11, 'line', false, false, NULL, NULL),
	('notification_duties', 'valid_from', 12, 'date', false, true, NULL, NULL),
	('notification_duties', 'valid_to', 13, 'date', false, false, NULL, NULL),
	('discharge_rules', 'everywhere', 1, 'boolean', false, true, NULL, NULL),
	('discharge_rules', 'code', 2, 'code', true, true, NULL, NULL),
	('discharge_rules', 'labels', 3, 'labels', true, false, NULL, NULL),
	('discharge_rules', 'from_time', 4, 'code', true, false, NULL, '{admitted_at,admission_notice_at,planned_discharge_at,ready_notice_at,discharged_at,epicrisis_at}'),
	('discharge_rules', 'to_time', 5, 'code', true, false, NULL, '{admitted_at,admission_notice_at,planned_discharge_at,ready_notice_at,discharged_at,epicrisis_at}'),
	('discharge_rules', 'within_hours', 6, 'int', true, false, NULL, NULL),
	('discharge_rules', 'law', 7, 'line', true, false, NULL, NULL),
	('discharge_rules', 'valid_from', 8, 'date', false, true, NULL, NULL),
	('discharge_rules', 'valid_to', 9, 'date', false, false, NULL, NULL),
	('text_modules', 'council', 1, 'code', false, true, 'councils', NULL),
	('text_modules', 'code', 2, 'code', true, true, NULL, NULL),
	('text_modules', 'labels', 3, 'labels', true, false, NULL, NULL),
	('text_modules', 'texts', 4, 'labels', true, false, NULL, NULL),
	('text_modules', 'valid_from', 5, 'date', false, true, NULL, NULL),
	('text_modules', 'valid_to', 6, 'date', false, false, NULL, NULL);
GRANT SELECT ON configuration_field TO samavvik_service;

-- Every entry of a document with its place. Code lists are an object of lists; their entries get the name of the list.
CREATE FUNCTION configuration_entries(p_document jsonb) RETURNS TABLE (section text, place text, entry jsonb, number bigint)
LANGUAGE sql IMMUTABLE SET search_path = samavvik, pg_temp
AS $$
	SELECT s.section, '/' || s.section || '/' || (e.number - 1), e.entry, e.number
	FROM jsonb_object_keys(CASE jsonb_typeof(p_document) WHEN 'object' THEN p_document ELSE '{}' END) AS s (section)
	CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(p_document -> s.section) WHEN 'array' THEN p_document -> s.section
		ELSE '[]' END) WITH ORDINALITY AS e (entry, number)
	UNION ALL
	SELECT 'code_lists', '/code_lists/' || l.list || '/' || (e.number - 1),
		CASE jsonb_typeof(e.entry) WHEN 'object' THEN jsonb_build_object('list', l.list) || e.entry ELSE e.entry END, e.number
	FROM jsonb_each(CASE jsonb_typeof(p_document -> 'code_lists') WHEN 'object' THEN p_document -> 'code_lists' ELSE '{}' END)
		AS l (list, codes)
	CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(l.codes) WHEN 'array' THEN l.codes ELSE '[]' END)
		WITH ORDINALITY AS e (entry, number)
$$;

CREATE FUNCTION configuration_key(p_section text, p_entry jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = samavvik, pg_temp
AS $$
	SELECT string_agg(coalesce(p_entry ->> f.field, CASE f.type WHEN 'date' THEN '2000-01-01' ELSE '' END), ' ' ORDER BY f.position)
	FROM configuration_field f WHERE f.section = p_section AND f.is_key
$$;

CREATE FUNCTION configuration_date(p_value text) RETURNS date LANGUAGE plpgsql STABLE SET search_path = samavvik, pg_temp
AS $$
BEGIN
	RETURN CASE WHEN p_value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN p_value::date END;
EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format THEN
	RETURN NULL;
END
$$;

-- Why a value is none of its type, or null when it is. The codes are those of contract/problem_text.c.
CREATE FUNCTION configuration_value_mistake(p_value jsonb, p_type text, p_allowed text[]) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = samavvik, pg_temp
AS $$
DECLARE
	kind text := jsonb_typeof(p_value);
	said text := p_value #>> '{}';
BEGIN
	IF kind <> (CASE p_type WHEN 'int' THEN 'number' WHEN 'boolean' THEN 'boolean' WHEN 'labels' THEN 'object'
		WHEN 'object' THEN 'object' WHEN 'codes' THEN 'array' WHEN 'texts' THEN 'array' ELSE 'string' END) THEN
		RETURN 'wrong_type';
	END IF;
	IF p_type = 'int' AND said !~ '^-?[0-9]{1,9}$' THEN
		RETURN 'wrong_type';
	END IF;
	IF p_allowed IS NOT NULL AND said <> ALL (p_allowed) THEN
		RETURN 'not_allowed';
	END IF;
	IF p_type = 'code' AND said !~ '^[a-z0-9_]{1,60}$' THEN
		RETURN 'bad_code';
	END IF;
	IF p_type = 'line' AND (said !~ '\S' OR said ~ '[[:cntrl:]]') THEN
		RETURN 'too_short';
	END IF;
	IF p_type = 'line' AND length(said) > 300 THEN
		RETURN 'too_long';
	END IF;
	IF p_type = 'date' AND configuration_date(said) IS NULL THEN
		RETURN 'bad_date';
	END IF;
	IF p_type = 'labels' AND (SELECT count(*) FROM jsonb_each_text(p_value) l
		WHERE l.key IN ('nb', 'nn', 'en') AND l.value ~ '\S' AND length(l.value) <= 4000) < 3 THEN
		RETURN 'three_languages';
	END IF;
	IF p_type IN ('codes', 'texts') AND EXISTS (SELECT 1 FROM jsonb_array_elements(p_value) e
		WHERE jsonb_typeof(e) NOT IN ('string', 'number') OR length(e #>> '{}') NOT BETWEEN 1 AND 300) THEN
		RETURN 'wrong_type';
	END IF;
	RETURN NULL;
END
$$;

-- What is wrong with the form of a document, with the place of each mistake; people are for the command alone. What is wrong with the rules is told by routing.
CREATE FUNCTION configuration_mistakes(p_document jsonb, p_with_people boolean) RETURNS TABLE (place text, code text, value text)
LANGUAGE plpgsql STABLE SET search_path = samavvik, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	sections text[] := ARRAY(SELECT DISTINCT f.section FROM configuration_field f);
BEGIN
	IF jsonb_typeof(p_document) <> 'object' THEN
		RETURN QUERY SELECT '', 'not_object', NULL::text;
		RETURN;
	END IF;
	RETURN QUERY
	WITH entries AS MATERIALIZED (
		SELECT e.section, e.place, e.entry FROM configuration_entries(p_document) e WHERE e.section = ANY (sections)
	),
	good AS MATERIALIZED (
		SELECT e.section, e.place, e.entry, configuration_key(e.section, e.entry) AS key,
			coalesce(configuration_date(coalesce(e.entry ->> 'valid_from', e.entry ->> 'member_from')), '2000-01-01') AS from_day,
			configuration_date(coalesce(e.entry ->> 'valid_to', e.entry ->> 'member_to')) AS to_day
		FROM entries e WHERE jsonb_typeof(e.entry) = 'object'
	)
	SELECT '/helsefellesskap', 'required', NULL::text WHERE jsonb_typeof(p_document -> 'helsefellesskap') IS DISTINCT FROM 'object'
	UNION ALL
	SELECT '/' || k.section, 'unknown_key', NULL::text
	FROM jsonb_object_keys(p_document) AS k (section)
	WHERE k.section <> ALL (sections || ARRAY['helsefellesskap', 'rules', 'note'])
		AND NOT (p_with_people AND k.section IN ('people', 'memberships'))
	UNION ALL
	SELECT '/' || s.section, 'wrong_type', CASE s.section WHEN 'code_lists' THEN 'object' ELSE 'array' END FROM unnest(sections) AS s (section)
	WHERE jsonb_typeof(p_document -> s.section) <> CASE s.section WHEN 'code_lists' THEN 'object' ELSE 'array' END
		AND NOT (s.section = 'code_lists' AND p_document ->> 'code_lists' = 'default')
	UNION ALL
	SELECT e.place, 'wrong_type', 'object' FROM entries e WHERE jsonb_typeof(e.entry) <> 'object'
	UNION ALL
	SELECT g.place || '/' || k.field, 'unknown_key', NULL FROM good g CROSS JOIN LATERAL jsonb_object_keys(g.entry) AS k (field)
	WHERE NOT EXISTS (SELECT 1 FROM configuration_field f WHERE f.section = g.section AND f.field = k.field)
	UNION ALL
	SELECT g.place || '/' || f.field, 'required', NULL FROM good g JOIN configuration_field f ON f.section = g.section AND f.required
	WHERE jsonb_typeof(g.entry -> f.field) IS NULL OR jsonb_typeof(g.entry -> f.field) = 'null'
	UNION ALL
	SELECT g.place || '/' || f.field, m.code, CASE m.code WHEN 'not_allowed' THEN array_to_string(f.allowed, ', ') WHEN 'wrong_type' THEN f.type END
	FROM good g JOIN configuration_field f ON f.section = g.section AND jsonb_typeof(g.entry -> f.field) <> 'null'
	CROSS JOIN LATERAL configuration_value_mistake(g.entry -> f.field, f.type, f.allowed) AS m (code) WHERE m.code IS NOT NULL
	UNION ALL
	SELECT g.place || '/' || f.field, 'unknown_code', g.entry ->> f.field
	FROM good g JOIN configuration_field f ON f.section = g.section AND f.refers_to IS NOT NULL
	WHERE g.entry ->> f.field IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM good r WHERE r.section = f.refers_to AND r.entry ->> 'code' = g.entry ->> f.field)
	UNION ALL
	SELECT g.place, 'duplicate', min(g.place) OVER (PARTITION BY g.section, g.key)
	FROM good g
	WHERE EXISTS (SELECT 1 FROM good o WHERE o.section = g.section AND o.key = g.key AND o.place <> g.place)
	UNION ALL
	SELECT g.place, 'period_ends_first', NULL FROM good g WHERE g.to_day <= g.from_day
	UNION ALL
	-- Of one thing that changes from a day on, two versions never hold on the same day.
	SELECT g.place, 'periods_overlap', o.place
	FROM good g JOIN good o ON o.section = g.section AND o.place <> g.place AND o.from_day < g.from_day
		AND (o.to_day IS NULL OR o.to_day > g.from_day)
	WHERE EXISTS (SELECT 1 FROM configuration_field f WHERE f.section = g.section AND f.is_key AND f.field = 'valid_from')
		AND configuration_key(g.section, g.entry - 'valid_from') = configuration_key(o.section, o.entry - 'valid_from');
END
$$;

-- The form of a section in which it is shown: one entry a line, so that two versions can be compared line by line.
CREATE FUNCTION configuration_section(p_name text, p_entries text[]) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = samavvik, pg_temp
AS $$ SELECT to_json(p_name)::text || CASE WHEN cardinality(p_entries) = 0 THEN ': []'
	ELSE E': [\n    ' || array_to_string(p_entries, E',\n    ') || E'\n  ]' END $$;

-- A day, and nothing for the one that everything began on.
CREATE FUNCTION configuration_day(p_day date) RETURNS date LANGUAGE sql IMMUTABLE SET search_path = samavvik, pg_temp
AS $$ SELECT nullif(p_day, '2000-01-01') $$;

CREATE FUNCTION configuration_organisations(p_helsefellesskap bigint) RETURNS SETOF organisation LANGUAGE sql STABLE SET search_path = samavvik, pg_temp
AS $$
	SELECT o.* FROM organisation o
	WHERE EXISTS (SELECT 1 FROM helsefellesskap_member m WHERE m.helsefellesskap_id = p_helsefellesskap AND m.organisation_id = o.id)
		OR EXISTS (SELECT 1 FROM catchment c JOIN helsefellesskap_member m ON m.organisation_id = c.municipality_id
			WHERE c.hospital_id = o.id AND m.helsefellesskap_id = p_helsefellesskap)
$$;
COMMENT ON FUNCTION configuration_organisations(bigint) IS 'Members of all times, and hospitals outside that take patients of a municipality';

-- The sections of the register.
CREATE FUNCTION configuration_register(p_helsefellesskap bigint) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN ARRAY[
	configuration_section('organisations', ARRAY(
		SELECT json_strip_nulls(json_build_object('code', o.code, 'name', o.name, 'party', o.party, 'organisation_number', o.organisation_number,
			'municipality_number', o.municipality_number, 'member_from', m.valid_from, 'member_to', m.valid_to))::text
		FROM configuration_organisations(p_helsefellesskap) o
		LEFT JOIN LATERAL (SELECT x.valid_from, x.valid_to FROM helsefellesskap_member x
			WHERE x.helsefellesskap_id = p_helsefellesskap AND x.organisation_id = o.id ORDER BY x.valid_from DESC LIMIT 1) m ON true
		ORDER BY o.id)),
	configuration_section('units', ARRAY(
		SELECT json_strip_nulls(json_build_object('organisation', o.code, 'code', u.code, 'name', u.name,
			'valid_from', configuration_day(u.valid_from), 'valid_to', u.valid_to))::text
		FROM unit u JOIN configuration_organisations(p_helsefellesskap) o ON o.id = u.organisation_id ORDER BY u.id)),
	configuration_section('services', ARRAY(
		SELECT json_strip_nulls(json_build_object('organisation', o.code, 'code', s.code, 'service_area', s.service_area, 'name', s.name,
			'message_address', s.message_address, 'valid_from', configuration_day(s.valid_from), 'valid_to', s.valid_to))::text
		FROM service s JOIN configuration_organisations(p_helsefellesskap) o ON o.id = s.organisation_id ORDER BY s.id)),
	configuration_section('catchment', ARRAY(
		SELECT json_strip_nulls(json_build_object('municipality', o.code, 'service_area', c.service_area, 'hospital', h.code,
			'unit', u.code, 'valid_from', c.valid_from, 'valid_to', c.valid_to))::text
		FROM catchment c
		JOIN configuration_organisations(p_helsefellesskap) o ON o.id = c.municipality_id
		JOIN configuration_organisations(p_helsefellesskap) h ON h.id = c.hospital_id
		LEFT JOIN unit u ON u.id = c.unit_id
		ORDER BY o.id, c.service_area, h.id, c.valid_from)),
	configuration_section('councils', ARRAY(
		SELECT json_strip_nulls(json_build_object('code', c.code, 'level', c.level, 'name', c.name, 'abbreviation', c.abbreviation,
			'aliases', (SELECT json_agg(a.alias ORDER BY a.alias) FROM council_alias a WHERE a.council_id = c.id),
			'valid_from', configuration_day(c.valid_from), 'valid_to', c.valid_to))::text
		FROM council c WHERE c.helsefellesskap_id = p_helsefellesskap ORDER BY c.id)),
	configuration_section('agreements', ARRAY(
		SELECT json_build_object('code', a.code, 'title', a.title)::text
		FROM agreement a WHERE a.helsefellesskap_id = p_helsefellesskap ORDER BY a.id)),
	configuration_section('agreement_parties', ARRAY(
		SELECT json_strip_nulls(json_build_object('agreement', a.code, 'organisation', o.code, 'valid_from', p.valid_from,
			'valid_to', p.valid_to))::text
		FROM agreement_party p JOIN agreement a ON a.id = p.agreement_id JOIN organisation o ON o.id = p.organisation_id
		WHERE a.helsefellesskap_id = p_helsefellesskap ORDER BY a.id, o.id, p.valid_from)),
	configuration_section('agreement_versions', ARRAY(
		SELECT json_strip_nulls(json_build_object('agreement', a.code, 'version', v.version, 'valid_from', v.valid_from, 'valid_to', v.valid_to,
			'points', (SELECT coalesce(json_agg(p.point ORDER BY p.point), '[]') FROM agreement_point p WHERE p.agreement_version_id = v.id),
			'patient_reference', v.patient_reference, 'reference_days', v.reference_days,
			'reference_second_person', v.reference_second_person, 'reference_approval_days', v.reference_approval_days))::text
		FROM agreement_version v JOIN agreement a ON a.id = v.agreement_id
		WHERE a.helsefellesskap_id = p_helsefellesskap ORDER BY v.id))];
END $$;

CREATE FUNCTION configuration_codes(p_helsefellesskap bigint) RETURNS text LANGUAGE sql STABLE SET search_path = samavvik, pg_temp
AS $$
	SELECT E'"code_lists": {\n  ' || coalesce(string_agg(configuration_section(l.list, l.codes), E',\n  ' ORDER BY l.list), '') || E'\n  }'
	FROM (
		SELECT v.list, array_agg(json_strip_nulls(json_build_object('code', v.code,
			'labels', json_build_object('nb', v.label_nb, 'nn', v.label_nn, 'en', v.label_en), 'help', v.help,
			'agreement_point', v.agreement_point, 'valid_from', configuration_day(v.valid_from), 'valid_to', v.valid_to))::text
			ORDER BY v.position, v.valid_from, v.id) AS codes
		FROM code_value v WHERE v.helsefellesskap_id = p_helsefellesskap GROUP BY v.list) l
$$;

-- Sections that later parts of the program added; each replaces this function with one that calls it and adds its own.
CREATE FUNCTION configuration_more(p_helsefellesskap bigint) RETURNS text[] LANGUAGE sql STABLE SET search_path = samavvik, pg_temp
AS $$
	SELECT ARRAY[configuration_section('deadline_sets', ARRAY(
		SELECT json_strip_nulls(json_build_object('code', s.code,
			'labels', json_build_object('nb', s.label_nb, 'nn', s.label_nn, 'en', s.label_en), 'receipt_days', s.receipt_days,
			'answer_days', s.answer_days, 'closing_days', s.closing_days, 'reminder_days', s.reminder_days,
			'escalation_role', s.escalation_role, 'eves_free', s.eves_free, 'default', s.is_default,
			'valid_from', configuration_day(s.valid_from), 'valid_to', s.valid_to))::text
		FROM deadline_set s WHERE s.helsefellesskap_id = p_helsefellesskap ORDER BY s.id)),
	configuration_section('notification_duties', ARRAY(
		SELECT json_strip_nulls(json_build_object('everywhere', CASE WHEN n.helsefellesskap_id IS NULL THEN true END, 'code', n.code,
			'labels', n.labels, 'kinds', n.kinds, 'categories', n.categories, 'actual_harms', n.actual_harms, 'parties', n.parties,
			'deadline', n.deadline, 'deadline_unit', n.deadline_unit, 'law', n.law, 'link', n.link, 'valid_from', n.valid_from,
			'valid_to', n.valid_to))::text
		FROM notification_duty n WHERE n.helsefellesskap_id IS NULL OR n.helsefellesskap_id = p_helsefellesskap ORDER BY n.id)),
	configuration_section('discharge_rules', ARRAY(
		SELECT json_strip_nulls(json_build_object('everywhere', CASE WHEN r.helsefellesskap_id IS NULL THEN true END, 'code', r.code,
			'labels', r.labels, 'from_time', r.from_time, 'to_time', r.to_time, 'within_hours', r.within_hours, 'law', r.law,
			'valid_from', configuration_day(r.valid_from), 'valid_to', r.valid_to))::text
		FROM discharge_rule r WHERE r.helsefellesskap_id IS NULL OR r.helsefellesskap_id = p_helsefellesskap ORDER BY r.id)),
	configuration_section('text_modules', ARRAY(
		SELECT json_strip_nulls(json_build_object('council', c.code, 'code', m.code,
			'labels', json_build_object('nb', m.label_nb, 'nn', m.label_nn, 'en', m.label_en),
			'texts', json_build_object('nb', m.text_nb, 'nn', m.text_nn, 'en', m.text_en),
			'valid_from', configuration_day(m.valid_from), 'valid_to', m.valid_to))::text
		FROM text_module m LEFT JOIN council c ON c.id = m.council_id
		WHERE m.helsefellesskap_id = p_helsefellesskap ORDER BY m.position, m.id))]
$$;

-- The whole document as text.
CREATE FUNCTION configuration_of(p_helsefellesskap bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN (
	SELECT E'{\n  "helsefellesskap": ' || json_strip_nulls(json_build_object('code', h.code, 'name', h.name, 'case_prefix', h.case_prefix,
			'language', h.language, 'smallest_shown', h.smallest_shown, 'filing_without_account',
			CASE WHEN h.filing_parties <> '{}' THEN json_build_object('parties', h.filing_parties, 'organisations',
				(SELECT json_agg(o.code ORDER BY o.id) FROM organisation o WHERE o.id = ANY (h.filing_organisations))) END))::text
		|| E',\n  ' || array_to_string(configuration_register(h.id) || configuration_codes(h.id) || configuration_more(h.id), E',\n  ')
		|| coalesce((SELECT E',\n  "rules": {"version": ' || (r.rules ->> 'version') || ', "title": ' || (r.rules -> 'title')::text || E',\n    '
				|| array_to_string(ARRAY[configuration_section('rules', ARRAY(SELECT x.rule::text
					FROM jsonb_array_elements(r.rules -> 'rules') WITH ORDINALITY AS x (rule, place) ORDER BY x.place)),
				configuration_section('also_tell', ARRAY(SELECT x.rule::text
					FROM jsonb_array_elements(coalesce(r.rules -> 'also_tell', '[]')) WITH ORDINALITY AS x (rule, place) ORDER BY x.place))],
				E',\n    ') || '}'
			FROM rule_set r WHERE r.helsefellesskap_id = h.id AND r.active_from IS NOT NULL AND r.active_to IS NULL), '')
		|| E'\n}\n'
	FROM helsefellesskap h WHERE h.id = p_helsefellesskap);
END $$;

-- A number that any change of the configuration changes, by whatever way it came.
CREATE FUNCTION configuration_version(p_document text) RETURNS bigint LANGUAGE sql IMMUTABLE SET search_path = samavvik, pg_temp
AS $$ SELECT ('x' || substr(md5(p_document), 1, 8))::bit(31)::bigint + 1 $$;

-- What is different between two documents, entry by entry and field by field.
CREATE FUNCTION configuration_differences(p_before jsonb, p_after jsonb) RETURNS TABLE (section text, key text, change text, fields jsonb)
LANGUAGE sql STABLE SET search_path = samavvik, pg_temp
AS $$
	WITH was AS (
		SELECT e.section, configuration_key(e.section, e.entry) AS key, e.entry, e.number FROM configuration_entries(p_before) e
	),
	becomes AS (
		SELECT e.section, configuration_key(e.section, e.entry) AS key, e.entry, e.number FROM configuration_entries(p_after) e
	),
	paired AS (
		SELECT coalesce(w.section, b.section) AS section, coalesce(w.key, b.key) AS key, w.entry AS was, b.entry AS becomes,
			coalesce(b.number, w.number) AS number
		FROM was w FULL JOIN becomes b ON b.section = w.section AND b.key = w.key
		WHERE coalesce(w.key, b.key) IS NOT NULL
		UNION ALL
		SELECT 'helsefellesskap', '', p_before -> 'helsefellesskap', p_after -> 'helsefellesskap', 0
		UNION ALL
		SELECT 'rules', '', jsonb_build_object('rules', p_before -> 'rules'), jsonb_build_object('rules', p_after -> 'rules'), 0
	),
	changed AS (
		SELECT p.section, p.key, p.number, CASE WHEN p.was IS NULL THEN 'added' WHEN p.becomes IS NULL THEN 'removed' ELSE 'changed' END AS change,
			(SELECT jsonb_agg(jsonb_build_object('field', f.field, 'from', nullif(p.was -> f.field, 'null'), 'to', nullif(p.becomes -> f.field, 'null'))
				ORDER BY f.field)
			FROM (SELECT jsonb_object_keys(coalesce(p.was, '{}')) UNION SELECT jsonb_object_keys(coalesce(p.becomes, '{}'))) AS f (field)
			WHERE coalesce(nullif(p.was -> f.field, 'null'), '""') <> coalesce(nullif(p.becomes -> f.field, 'null'), '""')) AS fields
		FROM paired p
	)
	SELECT c.section, c.key, c.change,
		CASE WHEN c.section = 'rules' THEN '[]' ELSE c.fields END FROM changed c WHERE c.fields IS NOT NULL ORDER BY c.section, c.number
$$;

-- Applying.

-- Whether cases or people of the helsefellesskap name it. The owner's, because who administers sees no cases.
CREATE FUNCTION organisation_is_used(p_helsefellesskap bigint, p_organisation bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM deviation d WHERE d.helsefellesskap_id = p_helsefellesskap
		AND p_organisation IN (d.reporter_organisation_id, d.other_organisation_id))
	OR EXISTS (SELECT 1 FROM membership m WHERE m.helsefellesskap_id = p_helsefellesskap AND m.organisation_id = p_organisation); END $$;
-- Lists whose codes the program knows by name, and those that cases do not hold, count as used.
CREATE FUNCTION code_is_used(p_helsefellesskap bigint, p_list text, p_code text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN p_list NOT IN ('category', 'phase', 'patient_group', 'hph_item')
	OR EXISTS (SELECT 1 FROM deviation d WHERE d.helsefellesskap_id = p_helsefellesskap AND p_code = CASE p_list
		WHEN 'category' THEN d.category WHEN 'phase' THEN d.phase WHEN 'patient_group' THEN d.patient_group ELSE d.hph_item END); END $$;
CREATE FUNCTION deadline_set_is_used(p_helsefellesskap bigint, p_code text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM deviation d WHERE d.helsefellesskap_id = p_helsefellesskap AND d.deadline_set = p_code); END $$;
REVOKE ALL ON FUNCTION organisation_is_used(bigint, bigint), code_is_used(bigint, text, text), deadline_set_is_used(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organisation_is_used(bigint, bigint), code_is_used(bigint, text, text), deadline_set_is_used(bigint, text)
	TO samavvik_service;

-- Takes an entry away that the document does not have any more. False: something refers to it, so it can only end (valid_to).
CREATE FUNCTION remove_configured(p_helsefellesskap bigint, p_section text, p_entry jsonb) RETURNS boolean
LANGUAGE plpgsql SET search_path = samavvik, pg_temp
AS $$
DECLARE
	organisation bigint := (SELECT o.id FROM organisation o WHERE o.code = coalesce(p_entry ->> 'organisation', p_entry ->> 'municipality', p_entry ->> 'code'));
	agreed bigint := (SELECT a.id FROM agreement a WHERE a.helsefellesskap_id = p_helsefellesskap
		AND a.code = coalesce(p_entry ->> 'agreement', p_entry ->> 'code'));
	since date := coalesce((p_entry ->> 'valid_from')::date, '2000-01-01');
BEGIN
	CASE p_section
	WHEN 'organisations' THEN
		IF organisation_is_used(p_helsefellesskap, organisation) THEN
			RETURN false;
		END IF;
		DELETE FROM helsefellesskap_member WHERE helsefellesskap_id = p_helsefellesskap AND organisation_id = organisation;
	WHEN 'units' THEN
		DELETE FROM unit WHERE organisation_id = organisation AND code = p_entry ->> 'code';
	WHEN 'services' THEN
		DELETE FROM service WHERE organisation_id = organisation AND code = p_entry ->> 'code' AND valid_from = since;
	WHEN 'catchment' THEN
		DELETE FROM catchment WHERE municipality_id = organisation AND service_area = p_entry ->> 'service_area' AND valid_from = since
			AND hospital_id = (SELECT id FROM organisation WHERE code = p_entry ->> 'hospital');
	WHEN 'councils' THEN
		RETURN false; -- cases name it without a foreign key, so none is ever deleted
	WHEN 'agreement_parties' THEN
		DELETE FROM agreement_party WHERE agreement_id = agreed AND organisation_id = organisation AND valid_from = since;
	WHEN 'agreement_versions' THEN
		DELETE FROM agreement_point WHERE agreement_version_id = (SELECT id FROM agreement_version
			WHERE agreement_id = agreed AND version = p_entry ->> 'version');
		DELETE FROM agreement_version WHERE agreement_id = agreed AND version = p_entry ->> 'version';
	WHEN 'agreements' THEN
		DELETE FROM agreement WHERE id = agreed;
	WHEN 'code_lists' THEN
		IF code_is_used(p_helsefellesskap, p_entry ->> 'list', p_entry ->> 'code') THEN
			RETURN false;
		END IF;
		DELETE FROM code_value WHERE helsefellesskap_id = p_helsefellesskap AND list = p_entry ->> 'list' AND code = p_entry ->> 'code' AND valid_from = since;
	ELSE
		RETURN remove_configured_more(p_helsefellesskap, p_section, p_entry);
	END CASE;
	RETURN true;
EXCEPTION WHEN foreign_key_violation THEN
	RETURN false;
END
$$;

-- The same for sections that later parts of the program added; each replaces this function.
CREATE FUNCTION remove_configured_more(p_helsefellesskap bigint, p_section text, p_entry jsonb) RETURNS boolean
LANGUAGE plpgsql SET search_path = samavvik, pg_temp
AS $$
BEGIN
	IF p_section = 'notification_duties' THEN
		DELETE FROM notification_duty WHERE helsefellesskap_id = p_helsefellesskap AND code = p_entry ->> 'code'
			AND valid_from IS NOT DISTINCT FROM (p_entry ->> 'valid_from')::date;
		RETURN FOUND;
	END IF;
	IF p_section = 'discharge_rules' THEN
		DELETE FROM discharge_rule WHERE helsefellesskap_id = p_helsefellesskap AND code = p_entry ->> 'code'
			AND valid_from = coalesce((p_entry ->> 'valid_from')::date, '2000-01-01');
		RETURN FOUND;
	END IF;
	IF p_section = 'text_modules' THEN
		DELETE FROM text_module m WHERE m.helsefellesskap_id = p_helsefellesskap AND m.code = p_entry ->> 'code'
			AND m.council_id IS NOT DISTINCT FROM (SELECT c.id FROM council c
				WHERE c.helsefellesskap_id = p_helsefellesskap AND c.code = p_entry ->> 'council')
			AND m.valid_from = coalesce((p_entry ->> 'valid_from')::date, '2000-01-01');
		RETURN true;
	END IF;
	IF p_section <> 'deadline_sets' OR EXISTS (SELECT 1 FROM deadline_set WHERE helsefellesskap_id = p_helsefellesskap
			AND code = p_entry ->> 'code' AND is_default) OR deadline_set_is_used(p_helsefellesskap, p_entry ->> 'code') THEN
		RETURN false;
	END IF;
	DELETE FROM deadline_set WHERE helsefellesskap_id = p_helsefellesskap AND code = p_entry ->> 'code'
		AND valid_from = coalesce((p_entry ->> 'valid_from')::date, '2000-01-01');
	RETURN true;
END
$$;

-- Takes away what the document does not have any more, what refers before what is referred to. Answers with what has to stay.
CREATE FUNCTION remove_missing(p_helsefellesskap bigint, p_document jsonb) RETURNS TABLE (place text, code text, value text)
LANGUAGE plpgsql SET search_path = samavvik, pg_temp
AS $$
DECLARE
	gone record;
BEGIN
	FOR gone IN
		SELECT d.section, d.key, e.entry
		FROM configuration_differences(configuration_of(p_helsefellesskap)::jsonb, p_document) d
		JOIN configuration_entries(configuration_of(p_helsefellesskap)::jsonb) e
			ON e.section = d.section AND configuration_key(e.section, e.entry) = d.key
		WHERE d.change = 'removed'
		ORDER BY array_position(ARRAY['organisations', 'units', 'agreements', 'councils'], d.section) DESC NULLS FIRST
	LOOP
		IF NOT remove_configured(p_helsefellesskap, gone.section, gone.entry) THEN
			RETURN QUERY SELECT '/' || gone.section, 'in_use', gone.key;
		END IF;
	END LOOP;
END
$$;

-- Who administers a helsefellesskap writes its configuration, in the database as in the program; everybody reads it.

CREATE FUNCTION administered_organisations() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN ARRAY(
	SELECT m.organisation_id FROM helsefellesskap_member m WHERE m.helsefellesskap_id = ANY (administered())
	UNION
	SELECT c.hospital_id FROM catchment c JOIN helsefellesskap_member m ON m.organisation_id = c.municipality_id
	WHERE m.helsefellesskap_id = ANY (administered())
		AND NOT EXISTS (SELECT 1 FROM helsefellesskap_member o WHERE o.organisation_id = c.hospital_id)); END $$;
COMMENT ON FUNCTION administered_organisations() IS 'Members, and hospitals that take their patients and are members nowhere';
CREATE FUNCTION administered_agreements() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN ARRAY(SELECT id FROM agreement WHERE helsefellesskap_id = ANY (administered())); END $$;
REVOKE ALL ON FUNCTION administered_organisations(), administered_agreements() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION administered_organisations(), administered_agreements() TO samavvik_service;

ALTER TABLE helsefellesskap ENABLE ROW LEVEL SECURITY;
ALTER TABLE organisation ENABLE ROW LEVEL SECURITY;
ALTER TABLE helsefellesskap_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE unit ENABLE ROW LEVEL SECURITY;
ALTER TABLE service ENABLE ROW LEVEL SECURITY;
ALTER TABLE catchment ENABLE ROW LEVEL SECURITY;
ALTER TABLE council ENABLE ROW LEVEL SECURITY;
ALTER TABLE council_alias ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement_party ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement_point ENABLE ROW LEVEL SECURITY;
ALTER TABLE code_value ENABLE ROW LEVEL SECURITY;
CREATE POLICY helsefellesskap_read ON helsefellesskap FOR SELECT TO samavvik_service USING (true);
CREATE POLICY organisation_read ON organisation FOR SELECT TO samavvik_service USING (true);
CREATE POLICY member_read ON helsefellesskap_member FOR SELECT TO samavvik_service USING (true);
CREATE POLICY unit_read ON unit FOR SELECT TO samavvik_service USING (true);
CREATE POLICY service_read ON service FOR SELECT TO samavvik_service USING (true);
CREATE POLICY catchment_read ON catchment FOR SELECT TO samavvik_service USING (true);
CREATE POLICY council_read ON council FOR SELECT TO samavvik_service USING (true);
CREATE POLICY council_alias_read ON council_alias FOR SELECT TO samavvik_service USING (true);
CREATE POLICY agreement_read ON agreement FOR SELECT TO samavvik_service USING (true);
CREATE POLICY agreement_party_read ON agreement_party FOR SELECT TO samavvik_service USING (true);
CREATE POLICY agreement_version_read ON agreement_version FOR SELECT TO samavvik_service USING (true);
CREATE POLICY agreement_point_read ON agreement_point FOR SELECT TO samavvik_service USING (true);
CREATE POLICY code_value_read ON code_value FOR SELECT TO samavvik_service USING (true);

CREATE POLICY helsefellesskap_configured ON helsefellesskap FOR UPDATE TO samavvik_service
	USING (id = ANY ((SELECT administered())::bigint[]));
-- A new one belongs nowhere yet.
CREATE POLICY organisation_added ON organisation FOR INSERT TO samavvik_service WITH CHECK (cardinality((SELECT administered())::bigint[]) > 0);
CREATE POLICY organisation_configured ON organisation FOR UPDATE TO samavvik_service
	USING (id = ANY ((SELECT administered_organisations())::bigint[]));
CREATE POLICY member_configured ON helsefellesskap_member TO samavvik_service USING (helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
CREATE POLICY unit_configured ON unit TO samavvik_service USING (organisation_id = ANY ((SELECT administered_organisations())::bigint[]));
CREATE POLICY service_configured ON service TO samavvik_service USING (organisation_id = ANY ((SELECT administered_organisations())::bigint[]));
CREATE POLICY catchment_configured ON catchment TO samavvik_service USING (municipality_id = ANY ((SELECT administered_organisations())::bigint[]));
CREATE POLICY council_configured ON council TO samavvik_service USING (helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
CREATE POLICY council_alias_configured ON council_alias TO samavvik_service USING (
	council_id = ANY (ARRAY(SELECT c.id FROM council c WHERE c.helsefellesskap_id = ANY (administered()))));
CREATE POLICY agreement_configured ON agreement TO samavvik_service USING (helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
CREATE POLICY agreement_party_configured ON agreement_party TO samavvik_service USING (agreement_id = ANY ((SELECT administered_agreements())::bigint[]));
CREATE POLICY agreement_version_configured ON agreement_version TO samavvik_service USING (agreement_id = ANY ((SELECT administered_agreements())::bigint[]));
CREATE POLICY agreement_point_configured ON agreement_point TO samavvik_service USING (agreement_version_id = ANY (ARRAY(
	SELECT v.id FROM agreement_version v WHERE v.agreement_id = ANY (administered_agreements()))));
CREATE POLICY code_value_configured ON code_value TO samavvik_service USING (helsefellesskap_id = ANY ((SELECT administered())::bigint[]));

CREATE POLICY deadline_set_configured ON deadline_set TO samavvik_service USING (helsefellesskap_id = ANY ((SELECT administered())::bigint[]));

CREATE POLICY notification_duty_configured ON notification_duty TO samavvik_service USING (helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
CREATE POLICY text_module_configured ON text_module TO samavvik_service USING (helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
CREATE POLICY discharge_rule_configured ON discharge_rule TO samavvik_service USING (helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
GRANT INSERT, UPDATE, DELETE ON deadline_set, notification_duty, discharge_rule, text_module TO samavvik_service;
GRANT UPDATE (name, language, smallest_shown, filing_parties, filing_organisations) ON helsefellesskap TO samavvik_service;
GRANT INSERT, UPDATE ON organisation TO samavvik_service;
GRANT INSERT, UPDATE, DELETE ON helsefellesskap_member, unit, service, catchment, council, council_alias, agreement, agreement_party,
	agreement_version, agreement_point, code_value TO samavvik_service;

-- Rules of a document that are others than those that count become the next version, and count.
CREATE FUNCTION configuration_count_rules(p_helsefellesskap bigint, p_rules jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	made bigint;
BEGIN
	IF NOT p_helsefellesskap = ANY (administered()) THEN
		RAISE EXCEPTION USING ERRCODE = 'SV403';
	END IF;
	PERFORM rules_retire(p_helsefellesskap, r.id, NULL) FROM rule_set r
	WHERE r.helsefellesskap_id = p_helsefellesskap AND r.active_from IS NOT NULL AND r.active_to IS NULL;
	INSERT INTO rule_set (helsefellesskap_id, version, rules, active_from, made_by)
	SELECT p_helsefellesskap, max(r.version) + 1, p_rules, clock_timestamp(), acting_person()
	FROM rule_set r WHERE r.helsefellesskap_id = p_helsefellesskap
	RETURNING id INTO made;
	RETURN made;
END
$$;
REVOKE ALL ON FUNCTION configuration_count_rules(bigint, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION configuration_count_rules(bigint, jsonb) TO samavvik_service;

-- Every version that was brought in, with who did it and what became different.
CREATE TABLE configuration_change (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT configuration_change_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT configuration_change_helsefellesskap_fk REFERENCES helsefellesskap,
	-- Null: by the command configure.
	made_by bigint CONSTRAINT configuration_change_maker_fk REFERENCES person,
	made_at timestamptz NOT NULL DEFAULT now(),
	note text CONSTRAINT configuration_change_note_length CHECK (length(note) <= 300),
	differences jsonb NOT NULL,
	document text NOT NULL
);
CREATE INDEX configuration_change_of_helsefellesskap ON configuration_change (helsefellesskap_id, id DESC);
CREATE TRIGGER configuration_change_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON configuration_change
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE configuration_change ENABLE ROW LEVEL SECURITY;
CREATE POLICY configuration_change_seen ON configuration_change FOR SELECT TO samavvik_service
	USING (helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
CREATE POLICY configuration_change_added ON configuration_change FOR INSERT TO samavvik_service
	WITH CHECK (helsefellesskap_id = ANY ((SELECT administered())::bigint[]) AND made_by = (SELECT acting_person()));
GRANT SELECT, INSERT ON configuration_change TO samavvik_service;
