-- What a council wants corrected in a report, and what its reporter adds to it. The report itself stays as it was written.

-- name: changed_since
-- What happened to a case after a version of it, as members of a problem: what the person sees of it, oldest first.
-- $1 id of the case
-- $2 the version
SELECT '"version":' || d.version || ',"changes":' || (SELECT coalesce(json_agg(json_build_object('kind', e.kind,
		'actor', person_name(e.actor_person_id), 'own', e.actor_person_id IS NOT DISTINCT FROM acting_person(), 'at', time_json(e.at),
		'person', CASE e.kind WHEN 'assigned' THEN person_name((e.detail ->> 'person_id')::bigint) END,
		'text', (SELECT masked_text(m.text, d.id, NULL, m.id) FROM message m WHERE m.id = (e.detail ->> 'message_id')::bigint))
		ORDER BY e.sequence), '[]')
	FROM (SELECT kind, actor_person_id, at, detail, sequence FROM event x WHERE x.deviation_id = d.id AND x.case_version > $2::int
		ORDER BY x.sequence DESC LIMIT 20) e)::text
FROM deviation d WHERE d.id = $1::bigint

-- name: request_correction
-- Behind `wait`, which asks and gives the ball to the reporter: that it is the report that lacks something. The reporter is told.
-- $1 id of the case
-- $2 message that says what
WITH changed AS (
	UPDATE deviation SET last_event = last_event + 1 WHERE id = $1::bigint RETURNING id, last_event
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	SELECT id, last_event, 'correction_requested', acting_person(), jsonb_build_object('message_id', $2::bigint) FROM changed
)
SELECT queue_reporter_notice('correction_requested', id, 'correction_requested:' || $2) FROM changed

-- name: add_addendum
-- What the reporter adds to the report; the council is told.
-- $1 id of the case
-- $2 text
-- $3 idempotency key
-- $4 digest of the request, as \x hex
WITH written AS (
	INSERT INTO message (deviation_id, audience, text, author_person_id, side)
	VALUES ($1::bigint, 'dialogue', $2, acting_person(), 'reporter') RETURNING id
),
changed AS (
	UPDATE deviation SET last_event = last_event + 1 WHERE id = $1::bigint
	RETURNING id, number, helsefellesskap_id, council_id, last_event
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	SELECT c.id, c.last_event, 'addendum_added', acting_person(), jsonb_build_object('message_id', w.id) FROM written w, changed c
),
remembered AS (
	INSERT INTO idempotency (person_id, operation, key, request_digest, resource_id)
	SELECT acting_person(), 'add_addendum', $3, $4::bytea, id FROM written
)
SELECT queue_council_notices('case_message', c.id, c.number, c.helsefellesskap_id, ARRAY[c.council_id], 'case_message:' || w.id,
	acting_person()) + queue_party_notices('case_message', c.id, 'case_message:' || w.id)
FROM written w, changed c
