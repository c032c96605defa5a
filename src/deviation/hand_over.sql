-- Handing a case over, returning it, and waiting for somebody else. All but the first run on a case that is locked.

-- name: lock_to_hand_over
-- A case locked for handing it over, by the council that has it or the secretariat: as `state`, and whether the secretariat asks.
-- $1 id of the case
SELECT status, version, is_council, false AS is_reporter, false AS is_party, false AS is_waiting, false AS is_waited_for, is_secretariat
FROM case_to_hand_over($1::bigint)

-- name: find_council
-- The council somebody names for a case: by id, or as people write it. Null when there is none.
-- $1 id of the case
-- $2 id of the council, or null
-- $3 name of the council, or null
SELECT coalesce($2::bigint, council_by_name(d.helsefellesskap_id, $3)) FROM deviation d WHERE d.id = $1::bigint

-- name: find_secretariat
-- The council of the secretariat, where a case goes that is for somebody else. No row when there is none.
-- $1 id of the case
SELECT c.id FROM deviation d JOIN council c ON c.helsefellesskap_id = d.helsefellesskap_id
WHERE d.id = $1::bigint AND c.level = 'secretariat' AND c.valid_from <= current_date AND (c.valid_to IS NULL OR c.valid_to > current_date)
ORDER BY c.id LIMIT 1

-- name: hand_over
-- $1 id of the case
-- $2 council that gets it
-- $3 reason, for everybody to read
-- $4 code of the return, or null
-- $5 warnings of the guard that were confirmed, as JSON, or null
SELECT hand_over($1::bigint, $2::bigint, $3, $4, $5::jsonb)

-- name: handed_over
-- What becomes of a hand-over, for somebody who may not see the case any more.
-- $1 id of the case
-- $2 number of the case
-- $3 council that has it
-- $4 how often it was handed over
SELECT json_build_object('id', $1::text, 'number', $2::text, 'council', council_json($3::bigint), 'hand_overs', $4::int,
	'take_back_until', time_json(now() + interval '10 minutes'))

-- name: returned
-- What becomes of a return: null unless it went to the secretariat.
-- $1 as `handed_over` answers, or null
SELECT json_build_object('handed_over', $1::json)

-- name: case_number
-- $1 id of the case
SELECT number FROM deviation WHERE id = $1::bigint

-- name: take_back
-- $1 id of the case
SELECT take_back_hand_over($1::bigint)

-- name: return_reason
-- One row when the code may be given as a reason today.
-- $1 id of the case
-- $2 code
SELECT 1 FROM deviation d JOIN code_value v ON v.helsefellesskap_id = d.helsefellesskap_id
WHERE d.id = $1::bigint AND v.list = 'return_reason' AND v.code = $2
	AND v.valid_from <= current_date AND (v.valid_to IS NULL OR v.valid_to > current_date)

-- name: return
-- Returns the case with a written answer to the reporter, who is told, and closes it.
-- $1 id of the case
-- $2 code of the reason
-- $3 answer
WITH written AS (
	INSERT INTO message (deviation_id, audience, is_answer, text, author_person_id, side)
	VALUES ($1::bigint, 'dialogue', true, $3, acting_person(), 'council') RETURNING id
),
changed AS (
	UPDATE deviation SET status = 'closed', received_at = coalesce(received_at, now()), answered_at = now(), closed_at = now(),
		version = version + 1, last_event = last_event + 2
	WHERE id = $1::bigint RETURNING id, council_id, version, last_event
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	SELECT c.id, c.last_event - e.before, e.kind, acting_person(), e.detail
	FROM changed c, written w
	CROSS JOIN LATERAL (
		SELECT 1 AS before, 'returned' AS kind, jsonb_build_object('reason', $2::text, 'message_id', w.id, 'council_id', c.council_id) AS detail
		UNION ALL
		SELECT 0, 'closed', '{}') e
)
SELECT queue_reporter_notice('case_closed', id, 'case_closed:' || id || ':' || version) FROM changed

-- name: wait
-- Asks in the dialogue and gives the ball away: the deadlines stand still. Asking confirms receipt.
-- $1 id of the case
-- $2 who is to do something
-- $3 what is asked
-- $4 code of the return, or null
WITH written AS (
	INSERT INTO message (deviation_id, audience, text, author_person_id, side)
	VALUES ($1::bigint, 'dialogue', $3, acting_person(), 'council') RETURNING id
),
changed AS (
	UPDATE deviation SET waiting_for = $2, waiting_since = now(), received_at = coalesce(received_at, now()),
		status = CASE status WHEN 'sent' THEN 'received' ELSE status END, version = version + 1,
		last_event = last_event + CASE WHEN $4::text IS NULL THEN 1 ELSE 2 END
	WHERE id = $1::bigint RETURNING id, council_id, last_event
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	SELECT c.id, c.last_event - e.before, e.kind, acting_person(), e.detail
	FROM changed c, written w
	CROSS JOIN LATERAL (
		SELECT 1 AS before, 'returned' AS kind, jsonb_build_object('reason', $4::text, 'council_id', c.council_id) AS detail
		WHERE $4::text IS NOT NULL
		UNION ALL
		SELECT 0, 'clock_paused', jsonb_build_object('waiting_for', $2::text, 'message_id', w.id)) e
)
SELECT c.id, w.id FROM changed c, written w

-- name: tell_waited_for
-- After `wait`, which has to be there before it can be told of.
-- $1 id of the case
-- $2 message
SELECT queue_ball_notices($1::bigint, $2::bigint)

-- name: clock
-- Since when the clock of a case has stood still, what was still ahead, and the deadline set it follows. Times in microseconds; null:
-- met, or no deadline.
-- $1 id of the case
SELECT (extract(epoch FROM d.waiting_since) * 1000000)::bigint,
	CASE WHEN d.received_at IS NULL THEN (extract(epoch FROM d.receipt_due_at) * 1000000)::bigint END,
	CASE WHEN d.answered_at IS NULL OR d.status = 'reopened' THEN (extract(epoch FROM d.answer_due_at) * 1000000)::bigint END,
	(extract(epoch FROM d.close_due_at) * 1000000)::bigint,
	case_deadline_set(d.helsefellesskap_id, d.deadline_set, (d.submitted_at AT TIME ZONE 'Europe/Oslo')::date)
FROM deviation d WHERE d.id = $1::bigint

-- name: resume
-- The council has the ball again, and as many working days as when it gave it away.
-- $1 id of the case
-- $2 receipt is due, or null: as before
-- $3 an answer is due, or null
-- $4 it is to be closed, or null
-- $5 what moved, as JSON rows {deadline, from, to}
-- $6 1 when this is a change of its own, 0 when it is part of one, or of a message
WITH was AS (
	SELECT id, waiting_for, waiting_since, (jsonb_array_length($5::jsonb) > 0)::int AS moved FROM deviation WHERE id = $1::bigint
),
changed AS (
	UPDATE deviation d SET waiting_for = 'council', waiting_since = now(), receipt_due_at = coalesce($2::timestamptz, receipt_due_at),
		answer_due_at = coalesce($3::timestamptz, answer_due_at), close_due_at = coalesce($4::timestamptz, close_due_at),
		version = version + $6::int, last_event = last_event + 1 + was.moved
	FROM was WHERE d.id = was.id RETURNING d.id, d.last_event, was.waiting_for, was.waiting_since, was.moved
)
INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
SELECT c.id, c.last_event - e.before, e.kind, acting_person(), e.detail
FROM changed c
CROSS JOIN LATERAL (
	SELECT c.moved AS before, 'clock_resumed' AS kind, jsonb_build_object('waited_for', c.waiting_for, 'since', time_json(c.waiting_since)) AS detail
	UNION ALL
	SELECT 0, 'deadline_moved', jsonb_build_object('moved', $5::jsonb) WHERE c.moved = 1) e
