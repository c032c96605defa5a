-- name: warnings_confirmed
-- The history of a case says what was found in a text and confirmed to be all right, by kind and place, never in words.
-- $1 id of the case
-- $2 the findings, as JSON
-- $3 whether the council alone may see the text, and so this
WITH changed AS (
	UPDATE deviation SET last_event = last_event + 1 WHERE id = $1::bigint RETURNING id, last_event
)
INSERT INTO event (deviation_id, sequence, kind, internal, actor_person_id, detail)
SELECT id, last_event, 'warning_confirmed', $3::boolean, acting_person(), jsonb_build_object('findings', $2::jsonb) FROM changed
