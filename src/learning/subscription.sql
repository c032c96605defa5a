-- name: subscription
-- One's own subscription; no row when the person does not belong to the helsefellesskap.
-- $1 code of the helsefellesskap
SELECT json_build_object('helsefellesskap', json_build_object('code', h.code, 'name', h.name),
	'frequency', coalesce(s.frequency, 'none'), 'language', coalesce(s.language, p.language))
FROM helsefellesskap h
JOIN person p ON p.id = acting_person()
LEFT JOIN subscription s ON s.helsefellesskap_id = h.id AND s.person_id = p.id
WHERE h.code = $1 AND h.id = ANY (acting_ids('helsefellesskap'))

-- name: subscribe
-- $1 code of the helsefellesskap
-- $2 frequency
-- $3 language
INSERT INTO subscription (person_id, helsefellesskap_id, frequency, language)
SELECT acting_person(), h.id, $2, $3 FROM helsefellesskap h
WHERE h.code = $1 AND h.id = ANY (acting_ids('helsefellesskap'))
ON CONFLICT ON CONSTRAINT subscription_pk DO UPDATE SET frequency = excluded.frequency, language = excluded.language

-- name: unsubscribe
-- $1 code of the helsefellesskap
DELETE FROM subscription s USING helsefellesskap h
WHERE h.code = $1 AND s.helsefellesskap_id = h.id AND s.person_id = acting_person()
