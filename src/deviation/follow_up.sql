-- Following a report with its receipt code. All of it runs in the scope receipt_scope: the policies show one report and its case.

-- name: follow_up
-- The report or its case as whoever sent it sees it: no names of people; the look is noted in the read log. No row for a
-- code nobody has.
-- $1 what is allowed when: JSON rows {action, status, side}
SELECT json_build_object(
	'status', coalesce(d.status, h.status),
	'helsefellesskap', json_build_object('code', f.code, 'name', f.name),
	'title', coalesce(h.report ->> 'title', masked_text(d.title, d.id, 'title', NULL)),
	'held_at', time_json(h.held_at), 'decided_at', time_json(h.decided_at),
	'reason', h.reason, 'reason_text', h.reason_text,
	'forgotten_on', CASE h.status WHEN 'rejected' THEN ((h.decided_at + interval '90 days') AT TIME ZONE 'Europe/Oslo')::date END,
	'waits_for_you', coalesce(d.waiting_for IN ('reporter', 'reporter_organisation'), false),
	'number', d.number, 'council', (SELECT c.name FROM council c WHERE c.id = d.council_id),
	'received_at', time_json(d.received_at), 'answered_at', time_json(d.answered_at), 'closed_at', time_json(d.closed_at),
	'mail', h.email IS NOT NULL,
	'may_get_mail', h.status <> 'rejected' AND d.status IS DISTINCT FROM 'closed',
	'may_write', EXISTS (SELECT 1 FROM json_to_recordset($1::json) AS a (action text, status text, side text)
		WHERE a.action = 'message' AND a.side = 'reporter' AND a.status = d.status),
	'messages', (SELECT coalesce(json_agg(json_build_object('id', m.id::text, 'is_answer', m.is_answer,
			'text', masked_text(m.text, m.deviation_id, NULL, m.id),
			'side', m.side, 'at', time_json(m.at)) ORDER BY m.id), '[]')
		FROM message m WHERE m.deviation_id = d.id),
	'learning_point', (SELECT json_build_object('title', l.title, 'text', l.text) FROM note_case k
		JOIN learning_note l ON l.id = k.learning_note_id AND l.status = 'published' WHERE k.deviation_id = d.id ORDER BY l.id DESC LIMIT 1)),
	note_read(d.id, 'receipt_case', NULL)
FROM held_report h
JOIN helsefellesskap f ON f.id = h.helsefellesskap_id
LEFT JOIN deviation d ON d.id = h.deviation_id
WHERE h.code_digest = acting_receipt()

-- name: follow_up_state
-- The case of the acting code locked for a message: its status, or null when the report is no case, and whether it waits for the
-- reporter. No row for a code nobody has.
SELECT d.status, h.id, coalesce(d.waiting_for IN ('reporter', 'reporter_organisation'), false) AS waited_for
FROM held_report h
LEFT JOIN LATERAL (SELECT status, waiting_for FROM deviation WHERE id = h.deviation_id FOR UPDATE) d ON true
WHERE h.code_digest = acting_receipt()

-- name: follow_up_message
-- A message from whoever holds the code; the other sides are told. Column 1 is the case.
-- $1 held report
-- $2 text
-- $3 idempotency key
-- $4 digest of the request, as \x hex
WITH changed AS (
	UPDATE deviation SET last_event = last_event + 1 WHERE id = receipt_deviation()
	RETURNING id, number, helsefellesskap_id, council_id, last_event
),
written AS (
	INSERT INTO message (deviation_id, audience, text, side) SELECT id, 'dialogue', $2, 'reporter' FROM changed RETURNING id
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, detail)
	SELECT c.id, c.last_event, 'message_added', jsonb_build_object('message_id', w.id, 'via', 'receipt')
	FROM written w, changed c
),
remembered AS (
	INSERT INTO receipt_repeat (held_report_id, key, request_digest) VALUES ($1::bigint, $3, $4::bytea)
)
SELECT queue_council_notices('case_message', c.id, c.number, c.helsefellesskap_id, ARRAY[c.council_id],
	'case_message:' || w.id, NULL) + queue_party_notices('case_message', c.id, 'case_message:' || w.id), c.id
FROM written w, changed c

-- name: follow_up_repeat
-- Whether a message with this key was the same request.
-- $1 idempotency key
-- $2 digest of the request, as \x hex
SELECT request_digest = $2::bytea FROM receipt_repeat
WHERE key = $1 AND held_report_id = (SELECT id FROM held_report WHERE code_digest = acting_receipt())

-- name: follow_up_email
-- The address for notices, or none; false when there is nothing more to tell of.
-- $1 address or null
SELECT receipt_set_email($1)
