-- name: subscriptions
-- Subscriptions of a person in a helsefellesskap and what can be chosen; no row when there is no such helsefellesskap for them.
-- $1 code of the helsefellesskap, or null: that of $3
-- $2 person, or null: whoever is signed in
-- $3 subscription that a link is about, or null
-- $4 true: that one alone
WITH h AS (
	SELECT h.id, h.code, h.name FROM helsefellesskap h
	WHERE (h.code = $1 AND h.id = ANY (acting_ids('helsefellesskap')))
		OR (acting_job() AND h.id = (SELECT s.helsefellesskap_id FROM subscription s WHERE s.id = $3::bigint))
),
own AS (
	SELECT s.id, s.frequency, s.language, c.code AS council, s.category, s.party, s.patient_group, s.weekday, s.from_hour, s.to_hour,
		s.ended_at IS NOT NULL AS ended
	FROM h JOIN subscription s ON s.helsefellesskap_id = h.id AND s.person_id = coalesce($2::bigint, acting_person())
	LEFT JOIN council c ON c.id = s.council_id
	WHERE (s.ended_at IS NULL AND NOT $4::boolean) OR s.id = $3::bigint
),
labelled AS (
	SELECT v.list, json_agg(json_build_object('code', v.code,
		'labels', json_build_object('nb', v.label_nb, 'nn', v.label_nn, 'en', v.label_en)) ORDER BY v.position) AS codes
	FROM h JOIN code_value v ON v.helsefellesskap_id = h.id AND v.list IN ('category', 'patient_group')
		AND v.valid_from <= current_date AND (v.valid_to IS NULL OR v.valid_to > current_date)
	GROUP BY v.list
)
SELECT json_build_object('helsefellesskap', json_build_object('code', h.code, 'name', h.name), 'one', $3::bigint::text,
	'items', (SELECT coalesce(json_agg(json_build_object('id', o.id::text, 'frequency', o.frequency, 'language', o.language, 'council', o.council,
		'category', o.category, 'party', o.party, 'patient_group', o.patient_group, 'weekday', o.weekday, 'from_hour', o.from_hour,
		'to_hour', o.to_hour, 'ended', o.ended) ORDER BY o.id), '[]') FROM own o),
	'choices', json_build_object(
		'councils', (SELECT coalesce(json_agg(json_build_object('code', c.code,
				'labels', json_build_object('nb', c.name, 'nn', c.name, 'en', c.name)) ORDER BY c.name), '[]')
			FROM council c WHERE c.helsefellesskap_id = h.id AND c.valid_from <= current_date AND (c.valid_to IS NULL OR c.valid_to > current_date)),
		'categories', coalesce((SELECT l.codes FROM labelled l WHERE l.list = 'category'), '[]'),
		'patient_groups', coalesce((SELECT l.codes FROM labelled l WHERE l.list = 'patient_group'), '[]')))
FROM h

-- name: subscription_known
-- Whether what a subscription is about is there; no row when the helsefellesskap is not.
-- $1 code of the helsefellesskap, or null: that of $2
-- $2 subscription, or null
-- $3 code of the council, or null
-- $4 category, or null
-- $5 patient group, or null
-- $6 person the subscription must be of, or null: whoever is signed in
SELECT h.code,
	$3::text IS NULL OR EXISTS (SELECT 1 FROM council c WHERE c.helsefellesskap_id = h.id AND c.code = $3),
	$4::text IS NULL OR EXISTS (SELECT 1 FROM code_value v WHERE v.helsefellesskap_id = h.id AND v.list = 'category' AND v.code = $4),
	$5::text IS NULL OR EXISTS (SELECT 1 FROM code_value v WHERE v.helsefellesskap_id = h.id AND v.list = 'patient_group' AND v.code = $5)
FROM helsefellesskap h
WHERE (h.code = $1 AND h.id = ANY (acting_ids('helsefellesskap')))
	OR h.id = (SELECT s.helsefellesskap_id FROM subscription s
		WHERE s.id = $2::bigint AND s.person_id = coalesce($6::bigint, acting_person()))

-- name: subscribe
-- $1 code of the helsefellesskap
-- $2 frequency
-- $3 language
-- $4 code of the council, or null
-- $5 category, or null
-- $6 party, or null
-- $7 patient group, or null
-- $8 day of the week, or null
-- $9 first hour, or null
-- $10 last hour, or null
INSERT INTO subscription (person_id, helsefellesskap_id, frequency, language, council_id, category, party, patient_group, weekday, from_hour, to_hour)
SELECT acting_person(), h.id, $2, $3, (SELECT c.id FROM council c WHERE c.helsefellesskap_id = h.id AND c.code = $4), $5, $6, $7, $8::int, $9::int, $10::int
FROM helsefellesskap h
WHERE h.code = $1 AND h.id = ANY (acting_ids('helsefellesskap'))

-- name: subscription_change
-- Changes a subscription that has not ended.
-- $1 subscription
-- $2 frequency
-- $3 language
-- $4 code of the council, or null
-- $5 category, or null
-- $6 party, or null
-- $7 patient group, or null
-- $8 day of the week, or null
-- $9 first hour, or null
-- $10 last hour, or null
-- $11 person it must be of, or null: whoever is signed in
UPDATE subscription s SET frequency = $2, language = $3, category = $5, party = $6, patient_group = $7, weekday = $8::int, from_hour = $9::int,
	to_hour = $10::int, council_id = (SELECT c.id FROM council c WHERE c.helsefellesskap_id = s.helsefellesskap_id AND c.code = $4)
WHERE s.id = $1::bigint AND s.person_id = coalesce($11::bigint, acting_person()) AND s.ended_at IS NULL
RETURNING (SELECT h.code FROM helsefellesskap h WHERE h.id = s.helsefellesskap_id)

-- name: subscription_end
-- Ends a subscription or takes it up again.
-- $1 subscription
-- $2 true: it has ended
-- $3 person it must be of, or null: whoever is signed in
UPDATE subscription s SET ended_at = CASE WHEN $2::boolean THEN coalesce(s.ended_at, now()) END
WHERE s.id = $1::bigint AND s.person_id = coalesce($3::bigint, acting_person())
RETURNING (SELECT h.code FROM helsefellesskap h WHERE h.id = s.helsefellesskap_id)

-- name: subscription_holder
-- Whose a subscription is, and which helsefellesskap it is about.
-- $1 subscription
SELECT person_id, helsefellesskap_id FROM subscription WHERE id = $1::bigint
