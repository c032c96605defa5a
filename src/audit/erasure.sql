-- name: request_erasure
-- Asks for a case to be erased.
-- $1 id of the case
-- $2 legal basis
-- $3 number of the written decision
SELECT request_erasure($1::bigint, $2, $3)

-- name: erasure
-- One request as the contract shows it.
-- $1 id of the request
SELECT erasure_json(e) FROM erasure e WHERE e.id = $1::bigint

-- name: decide_erasure
-- A second person approves, and then the case is erased, or declines.
-- $1 id of the request
-- $2 whether it is approved
SELECT decide_erasure($1::bigint, $2::boolean)

-- name: erasures
-- Requests that wait and the latest that were decided, those that wait first.
SELECT json_build_object('items', coalesce(json_agg(erasure_json(e) ORDER BY (e.decided_at IS NULL) DESC, e.id DESC), '[]'))
FROM erasure e
WHERE e.decided_at IS NULL OR e.id > (SELECT coalesce(max(id), 0) - 100 FROM erasure)

-- name: case_export
-- Everything held about a case, for the patient's request for access; on record in the read log.
-- $1 number of the case
SELECT jsonb_pretty(jsonb_build_object(
	'case', to_jsonb(d) - '{salt,erased_digest}'::text[] || jsonb_build_object(
		'reporter', person_name(d.reporter_person_id), 'reporter_organisation', organisation_json(d.reporter_organisation_id),
		'other_organisation', organisation_json(d.other_organisation_id), 'council', council_json(d.council_id)),
	'messages', (SELECT coalesce(jsonb_agg(to_jsonb(m) - '{salt,erased_digest}'::text[]
			|| jsonb_build_object('author', person_name(m.author_person_id)) ORDER BY m.id), '[]')
		FROM message m WHERE m.deviation_id = d.id),
	'attachments', (SELECT coalesce(jsonb_agg(to_jsonb(a) - '{salt,scan_until}'::text[]
			|| jsonb_build_object('person', person_name(a.person_id)) ORDER BY a.id), '[]')
		FROM attachment a WHERE a.deviation_id = d.id AND a.added_at IS NOT NULL),
	'history', (SELECT coalesce(jsonb_agg(to_jsonb(e) - '{content,hash}'::text[]
			|| jsonb_build_object('actor', person_name(e.actor_person_id)) ORDER BY e.sequence), '[]')
		FROM event e WHERE e.deviation_id = d.id),
	'on_behalf_of', (SELECT to_jsonb(b) FROM filed_on_behalf b WHERE b.deviation_id = d.id),
	'discharge', (SELECT to_jsonb(c) FROM case_discharge c WHERE c.deviation_id = d.id),
	'learning', (SELECT coalesce(jsonb_agg(to_jsonb(l) - 'words' || jsonb_build_object('releases', (SELECT jsonb_agg(to_jsonb(r)) FROM note_release r
		WHERE r.learning_note_id = l.id)) ORDER BY l.id), '[]') FROM learning_note l
		JOIN note_case k ON k.learning_note_id = l.id WHERE k.deviation_id = d.id),
	'measures', (SELECT coalesce(jsonb_agg(to_jsonb(m) - 'salt' || jsonb_build_object('made_by', person_name(m.made_by),
			'effect_by', person_name(m.effect_by), 'dropped_by', person_name(m.dropped_by)) ORDER BY m.id), '[]')
		FROM measure m WHERE m.deviation_id = d.id),
	'patient_reference', (SELECT to_jsonb(p) FROM patient_reference p WHERE p.deviation_id = d.id),
	'patient_reference_openings', (SELECT coalesce(jsonb_agg(to_jsonb(o) || jsonb_build_object('person', person_name(o.person_id))
			ORDER BY o.id), '[]') FROM reference_opening o WHERE o.deviation_id = d.id),
	'mail', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', o.kind, 'recipient', person_name(o.recipient_person_id),
			'created_at', o.created_at, 'sent_at', o.sent_at) ORDER BY o.id), '[]')
		FROM outbox o WHERE o.parameters ->> 'deviation_id' = d.id::text),
	'seen_by', (SELECT coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('person', person_name(r.person_id)) ORDER BY r.id), '[]')
		FROM read_log r WHERE r.deviation_id = d.id),
	'erasures', (SELECT coalesce(jsonb_agg(to_jsonb(x) ORDER BY x.id), '[]') FROM erasure x WHERE x.deviation_id = d.id))),
	note_read(d.id, 'export', '{"by": "command"}')
FROM deviation d WHERE d.number = upper($1)
