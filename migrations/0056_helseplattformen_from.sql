-- Since when an organisation works in Helseplattformen is part of the configuration: the report counts who does and who does not.
INSERT INTO configuration_field (section, field, position, type, required, is_key, refers_to, allowed) VALUES
	('organisations', 'helseplattformen_from', 8, 'date', false, false, NULL, NULL);

-- As before, and that day.
CREATE OR REPLACE FUNCTION configuration_register(p_helsefellesskap bigint) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN ARRAY[
	configuration_section('organisations', ARRAY(
		SELECT json_strip_nulls(json_build_object('code', o.code, 'name', o.name, 'party', o.party, 'organisation_number', o.organisation_number,
			'municipality_number', o.municipality_number, 'member_from', m.valid_from, 'member_to', m.valid_to,
			'helseplattformen_from', o.helseplattformen_from))::text
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
