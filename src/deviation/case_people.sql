-- Who works on a case, who watches it, who may be named in it; and the texts a council writes often.

-- name: people
-- The people who work on a case or write in it. No row: no such case.
-- $1 id of the case
SELECT json_build_object('items', (SELECT coalesce(json_agg(json_build_object('id', p.person_id::text, 'name', p.name, 'side', p.side,
	'own', p.person_id = acting_person()) ORDER BY p.name, p.person_id), '[]') FROM case_people(d.id) p))
FROM deviation d WHERE d.id = $1::bigint

-- name: sits_in_council
-- Whether a person is of the council that has the case.
-- $1 id of the case
-- $2 id of the person
SELECT sits_with_me($2::bigint, d.council_id) FROM deviation d WHERE d.id = $1::bigint

-- name: watch
-- $1 id of the case
INSERT INTO watch (deviation_id, person_id)
SELECT id, acting_person() FROM deviation WHERE id = $1::bigint
ON CONFLICT ON CONSTRAINT watch_pk DO NOTHING

-- name: unwatch
-- $1 id of the case
DELETE FROM watch WHERE deviation_id = $1::bigint AND person_id = acting_person()

-- name: unmentionable
-- The place of the first of some people that may not be named in a text for this audience. No row: all may.
-- $1 id of the case
-- $2 audience
-- $3 ids of the people, as an array
SELECT named.place - 1 FROM unnest($3::bigint[]) WITH ORDINALITY AS named (id, place)
WHERE NOT EXISTS (SELECT 1 FROM case_people($1::bigint) p WHERE p.person_id = named.id AND ($2 = 'dialogue' OR p.side = 'council'))
ORDER BY named.place LIMIT 1

-- name: text_modules
-- The texts that hold today for the council of the case, filled in, in the language its reporter is written to. Column 1: whether
-- the person is of the council. No row: no such case.
-- $1 id of the case
SELECT json_build_object('language', l.language, 'items', (
		SELECT coalesce(json_agg(json_build_object('code', m.code, 'labels', json_build_object('nb', m.label_nb, 'nn', m.label_nn,
				'en', m.label_en),
			'text', replace(replace(CASE l.language WHEN 'nn' THEN m.text_nn WHEN 'en' THEN m.text_en ELSE m.text_nb END,
				'{number}', d.number), '{council}', c.name)) ORDER BY m.council_id IS NULL, m.position, m.id), '[]')
		FROM text_module m
		WHERE m.helsefellesskap_id = d.helsefellesskap_id AND (m.council_id IS NULL OR m.council_id = d.council_id)
			AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date))),
	d.council_id = ANY (acting_ids('councils'))
FROM deviation d
JOIN council c ON c.id = d.council_id
CROSS JOIN LATERAL (SELECT reporter_language(d.id) AS language) l
WHERE d.id = $1::bigint
