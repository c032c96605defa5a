-- name: mask_text
-- Hides a piece of a text of the case. No row: the text does not reach that far, or is none of the case's that the person sees.
-- $1 id of the case
-- $2 name of the field, or null
-- $3 id of the message, or null
-- $4 first character, from 0
-- $5 the one behind the last
-- $6 reason
WITH target AS (
	SELECT d.id, m.audience = 'internal' AS internal,
		CASE $2 WHEN 'title' THEN d.title WHEN 'description' THEN d.description WHEN 'immediate_action' THEN d.immediate_action
			WHEN 'suggestion' THEN d.suggestion WHEN 'external_reference' THEN d.external_reference ELSE m.text END AS text
	FROM deviation d
	LEFT JOIN message m ON m.id = $3::bigint AND m.deviation_id = d.id
	WHERE d.id = $1::bigint
),
added AS (
	INSERT INTO mask (deviation_id, field, message_id, from_character, to_character, reason, masked_by)
	SELECT id, $2, $3::bigint, $4::int, $5::int, $6, acting_person() FROM target WHERE $5::int <= length(text)
	RETURNING id, deviation_id
),
changed AS (
	UPDATE deviation d SET version = version + 1, last_event = last_event + 1 FROM added a WHERE d.id = a.deviation_id
	RETURNING d.id, d.last_event
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, internal, actor_person_id, detail)
	SELECT c.id, c.last_event, 'text_masked', coalesce(t.internal, false), acting_person(),
		jsonb_build_object('mask_id', a.id, 'reason', $6::text)
	FROM changed c, added a, target t
)
SELECT id FROM added

-- name: lift_mask
-- Shows again what a mask hid. No row: there is none in force.
-- $1 id of the case
-- $2 id of the mask
WITH lifted AS (
	UPDATE mask SET lifted_by = acting_person(), lifted_at = now()
	WHERE id = $2::bigint AND deviation_id = $1::bigint AND lifted_at IS NULL
	RETURNING id, deviation_id, message_id
),
changed AS (
	UPDATE deviation d SET version = version + 1, last_event = last_event + 1 FROM lifted l WHERE d.id = l.deviation_id
	RETURNING d.id, d.last_event
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, internal, actor_person_id, detail)
	SELECT c.id, c.last_event, 'mask_lifted', coalesce(m.audience = 'internal', false), acting_person(),
		jsonb_build_object('mask_id', l.id)
	FROM changed c, lifted l
	LEFT JOIN message m ON m.id = l.message_id
)
SELECT id FROM lifted
