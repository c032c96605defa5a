-- name: register
-- What a form needs to know of a helsefellesskap, valid today; of agreements all versions so far, as an event may be of any day.
-- $1 code of the helsefellesskap
SELECT json_build_object(
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
	'councils', (
		SELECT coalesce(json_agg(json_build_object('id', c.id::text, 'code', c.code, 'name', c.name,
			'abbreviation', c.abbreviation, 'level', c.level) ORDER BY c.id), '[]')
		FROM council c WHERE c.helsefellesskap_id = h.id AND c.valid_from <= current_date
			AND (c.valid_to IS NULL OR c.valid_to > current_date)),
	'code_lists', (
		SELECT coalesce(json_object_agg(l.list, l.codes), '{}') FROM (
			SELECT v.list, json_agg(json_build_object('code', v.code,
				'labels', json_build_object('nb', v.label_nb, 'nn', v.label_nn, 'en', v.label_en),
				'help', v.help, 'agreement_point', v.agreement_point) ORDER BY v.position) AS codes
			FROM code_value v WHERE v.helsefellesskap_id = h.id AND v.valid_from <= current_date
				AND (v.valid_to IS NULL OR v.valid_to > current_date)
			GROUP BY v.list) l),
	'agreements', (
		SELECT coalesce(json_agg(json_build_object('id', a.id::text, 'title', a.title, 'version', w.version,
			'valid_from', w.valid_from, 'valid_to', w.valid_to, 'points', (
				SELECT coalesce(json_agg(json_build_object('point', p.point, 'labels', p.labels) ORDER BY p.point), '[]')
				FROM agreement_point p WHERE p.agreement_version_id = w.id)) ORDER BY a.id, w.valid_from DESC), '[]')
		FROM agreement a JOIN agreement_version w ON w.agreement_id = a.id
		WHERE a.helsefellesskap_id = h.id AND w.valid_from <= current_date))
FROM helsefellesskap h
WHERE h.code = $1 AND h.id = ANY (acting_ids('helsefellesskap'))
