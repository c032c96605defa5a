-- name: state
-- A case locked for a change: status, version, and on which side the person stands. No row when it is not to be seen.
-- $1 id of the case
SELECT d.status, d.version, d.council_id = ANY (acting_ids('councils')) AS is_council,
	coalesce(d.reporter_person_id = acting_person() OR (d.reporter_person_id = ANY (followed())
		AND follows(d.reporter_person_id, d.reporter_organisation_id, d.helsefellesskap_id, d.closed_at)), false) AS is_reporter,
	d.reporter_organisation_id = ANY (acting_ids('organisations'))
		OR d.other_organisation_id = ANY (acting_ids('organisations')) AS is_party,
	d.waiting_for <> 'council' AS is_waiting,
	CASE d.waiting_for WHEN 'council' THEN false
		WHEN 'other_organisation' THEN d.other_organisation_id = ANY (acting_ids('organisations'))
		ELSE d.reporter_organisation_id = ANY (acting_ids('organisations')) OR coalesce(d.reporter_person_id = acting_person()
			OR d.reporter_person_id = ANY (followed()), false) END AS is_waited_for
FROM deviation d
WHERE d.id = $1::bigint
FOR UPDATE OF d

-- name: seen
-- Whether a case is there for the person, if only to read.
-- $1 id of the case
SELECT 1 FROM deviation WHERE id = $1::bigint

-- name: acknowledge
-- The council has received the case.
-- $1 id of the case
WITH changed AS (
	UPDATE deviation SET status = 'received', received_at = coalesce(received_at, now()), version = version + 1,
		last_event = last_event + 1
	WHERE id = $1::bigint RETURNING id, last_event
)
INSERT INTO event (deviation_id, sequence, kind, actor_person_id)
SELECT id, last_event, 'acknowledged', acting_person() FROM changed

-- name: add_message
-- A message in the dialogue or an internal note; the other sides are told of a message.
-- $1 id of the case
-- $2 audience
-- $3 text
-- $4 side of the author
-- $5 idempotency key
-- $6 digest of the request, as \x hex
-- $7 ids of the people it names, as an array
WITH written AS (
	INSERT INTO message (deviation_id, audience, text, author_person_id, side)
	VALUES ($1::bigint, $2, $3, acting_person(), $4) RETURNING id
),
changed AS (
	UPDATE deviation SET last_event = last_event + 1 WHERE id = $1::bigint
	RETURNING id, number, helsefellesskap_id, council_id, last_event
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, internal, actor_person_id, detail)
	SELECT c.id, c.last_event, CASE $2 WHEN 'internal' THEN 'note_added' ELSE 'message_added' END, $2 = 'internal', acting_person(),
		jsonb_build_object('message_id', w.id)
			|| CASE WHEN $7::bigint[] = '{}' THEN '{}' ELSE jsonb_build_object('mentions', to_jsonb($7::bigint[])) END
	FROM written w, changed c
),
remembered AS (
	INSERT INTO idempotency (person_id, operation, key, request_digest, resource_id)
	SELECT acting_person(), 'add_message', $5, $6::bytea, id FROM written
)
-- Who is named is told so, and with the same key, so not a second time of the message.
SELECT tell_person('case_mention', c.id, $7::bigint[], 'case_message:' || w.id)
	+ CASE WHEN $2 <> 'dialogue' THEN 0 ELSE
		CASE $4 WHEN 'reporter' THEN 0 ELSE queue_reporter_notice('case_message', c.id, 'case_message:' || w.id) END
		+ CASE $4 WHEN 'council' THEN 0 ELSE queue_council_notices('case_message', c.id, c.number, c.helsefellesskap_id,
			ARRAY[c.council_id], 'case_message:' || w.id, acting_person()) END
		+ queue_party_notices('case_message', c.id, 'case_message:' || w.id) END
FROM written w, changed c

-- name: answer
-- The council's answer to the reporter, who is told.
-- $1 id of the case
-- $2 text
WITH written AS (
	INSERT INTO message (deviation_id, audience, is_answer, text, author_person_id, side)
	VALUES ($1::bigint, 'dialogue', true, $2, acting_person(), 'council') RETURNING id
),
changed AS (
	UPDATE deviation SET status = 'answered', received_at = coalesce(received_at, now()), answered_at = now(),
		version = version + 1, last_event = last_event + 1
	WHERE id = $1::bigint RETURNING id, last_event
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	SELECT c.id, c.last_event, 'answered', acting_person(),
		jsonb_build_object('message_id', w.id)
	FROM changed c, written w
)
SELECT queue_reporter_notice('case_answered', c.id, 'case_answered:' || w.id) FROM changed c, written w

-- name: close
-- Closes an answered case; with a title, a learning point is proposed.
-- $1 id of the case
-- $2 feedback mode or null
-- $3 title of the learning point or null
-- $4 its text or null
-- $5 warnings that were confirmed in them, or null
-- $6 whether the parties settled it between them, or null
-- $7 whether they agree, or null
WITH changed AS (
	UPDATE deviation SET status = 'closed', closed_at = now(), feedback_mode = $2, resolved_by_dialogue = $6::boolean, parties_agree = $7,
		version = version + 1,
		last_event = last_event + CASE WHEN $3::text IS NULL THEN 1 ELSE 2 END
	WHERE id = $1::bigint RETURNING id, helsefellesskap_id, council_id, category, version, last_event
),
proposed AS (
	INSERT INTO learning_note (helsefellesskap_id, deviation_id, council_id, category, title, text, proposed_by, written_by, confirmed)
	SELECT helsefellesskap_id, id, council_id, category, $3, $4, acting_person(), acting_person(), coalesce((
			SELECT jsonb_agg(jsonb_set(f, '{pointer}', to_jsonb(replace(f ->> 'pointer', '/learning_point/', '/note/'))))
			FROM jsonb_array_elements($5::jsonb) f), '[]')
	FROM changed WHERE $3::text IS NOT NULL
	RETURNING id
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	SELECT c.id, c.last_event - e.place, e.kind, acting_person(), e.detail
	FROM changed c
	CROSS JOIN LATERAL (
		SELECT CASE WHEN $3::text IS NULL THEN 0 ELSE 1 END AS place, 'closed' AS kind, closing_detail($2, $6::boolean, $7) AS detail
		UNION ALL
		SELECT 0, 'learning_proposed', jsonb_build_object('learning_note_id', id) FROM proposed) e
)
SELECT queue_reporter_notice('case_closed', id, 'case_closed:' || id || ':' || version) FROM changed

-- name: reopen
-- Takes a closed case up again; the reason is said in the dialogue and the other side is told.
-- $1 id of the case
-- $2 reason
-- $3 side of the author
-- $4 when the new answer is due, or null
-- $5 when it is to be closed, or null
WITH changed AS (
	UPDATE deviation SET status = 'reopened', closed_at = NULL, answer_due_at = coalesce($4::timestamptz, answer_due_at),
		close_due_at = coalesce($5::timestamptz, close_due_at), version = version + 1, last_event = last_event + 1
	WHERE id = $1::bigint RETURNING id, number, helsefellesskap_id, council_id, last_event
),
written AS (
	INSERT INTO message (deviation_id, audience, text, author_person_id, side)
	VALUES ($1::bigint, 'dialogue', $2, acting_person(), $3) RETURNING id
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	SELECT c.id, c.last_event, 'reopened', acting_person(),
		jsonb_build_object('message_id', w.id)
	FROM changed c, written w
)
SELECT CASE $3
	WHEN 'council' THEN queue_reporter_notice('case_message', c.id, 'case_message:' || w.id)
	ELSE queue_council_notices('case_message', c.id, c.number, c.helsefellesskap_id, ARRAY[c.council_id],
		'case_message:' || w.id, acting_person()) END
FROM changed c, written w
