-- name: bulk_lock
-- Cases of the person's councils, locked for a change, in the order asked for. Column 3: it was the person who acknowledged it, just
-- now, and nothing has happened since. Column 4: whoever is to work on it sits in its council.
-- $1 ids of the cases
-- $2 who is to work on each, or null
-- $3 minutes for which an acknowledgement can be taken back
SELECT locked.id, locked.status, locked.version,
	EXISTS (SELECT 1 FROM event e WHERE e.deviation_id = locked.id AND e.sequence = locked.last_event AND e.kind = 'acknowledged'
		AND e.actor_person_id = acting_person() AND e.at > now() - make_interval(mins => $3::int)) AS just_acknowledged,
	asked.assignee IS NULL OR sits_with_me(asked.assignee, locked.council_id) AS assignable
FROM (SELECT d.id, d.status, d.version, d.last_event, d.council_id FROM deviation d
	WHERE d.id = ANY ($1::bigint[]) AND d.council_id = ANY (acting_ids('councils')) ORDER BY d.id FOR UPDATE OF d) locked
JOIN unnest($1::bigint[], $2::bigint[]) AS asked (id, assignee) ON asked.id = locked.id

-- name: bulk_acknowledge
-- The council has received the cases.
-- $1 ids of the cases
WITH changed AS (
	UPDATE deviation SET status = 'received', received_at = coalesce(received_at, now()), version = version + 1,
		last_event = last_event + 1
	WHERE id = ANY ($1::bigint[]) RETURNING id, last_event
)
INSERT INTO event (deviation_id, sequence, kind, actor_person_id)
SELECT id, last_event, 'acknowledged', acting_person() FROM changed

-- name: bulk_withdraw
-- The council has not received the cases after all: each is again what it was before.
-- $1 ids of the cases
WITH changed AS (
	UPDATE deviation d SET status = CASE WHEN before.reopened THEN 'reopened' ELSE 'sent' END,
		received_at = CASE WHEN before.reopened THEN d.received_at END, version = d.version + 1, last_event = d.last_event + 1
	FROM (SELECT x.id, EXISTS (SELECT 1 FROM event e WHERE e.deviation_id = x.id AND e.kind = 'reopened') AS reopened
		FROM unnest($1::bigint[]) AS x (id)) before
	WHERE d.id = before.id RETURNING d.id, d.last_event
)
INSERT INTO event (deviation_id, sequence, kind, actor_person_id)
SELECT id, last_event, 'acknowledgement_withdrawn', acting_person() FROM changed

-- name: bulk_assign
-- Says who works on the cases; whoever is somebody else is told, of several in one mail.
-- $1 ids of the cases
-- $2 who is to work on each, or null
WITH changed AS (
	UPDATE deviation d SET assignee_person_id = asked.assignee, version = d.version + 1, last_event = d.last_event + 1
	FROM unnest($1::bigint[], $2::bigint[]) AS asked (id, assignee)
	JOIN deviation was ON was.id = asked.id
	WHERE d.id = asked.id AND d.assignee_person_id IS DISTINCT FROM asked.assignee
	RETURNING d.id, d.last_event, d.assignee_person_id, was.assignee_person_id AS before
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, internal, actor_person_id, detail)
	SELECT id, last_event, 'assigned', true, acting_person(), jsonb_strip_nulls(jsonb_build_object('person_id', assignee_person_id))
	FROM changed
)
SELECT tell_assignees(array_agg(id), array_agg(before), array_agg(assignee_person_id), array_agg(last_event)) FROM changed

-- name: bulk_outcomes
-- What became of each case, in the order asked for, and for one that had changed, the last thing that happened to it.
-- $1 ids of the cases
-- $2 outcomes; null: not one of the person's councils, so read-only or not there
SELECT json_build_object('items', json_agg(json_build_object('id', a.id::text, 'number', d.number, 'version', d.version,
	'outcome', coalesce(a.outcome, CASE WHEN d.id IS NULL THEN 'not_found' ELSE 'read_only' END),
	'changed', CASE WHEN a.outcome IN ('changed_meanwhile', 'not_now') THEN (
		SELECT json_build_object('kind', e.kind, 'by', person_name(e.actor_person_id), 'at', time_json(e.at))
		FROM event e WHERE e.deviation_id = d.id ORDER BY e.sequence DESC LIMIT 1) END) ORDER BY a.place))
FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS a (id, outcome, place)
LEFT JOIN deviation d ON d.id = a.id
