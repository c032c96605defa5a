-- name: get
-- One case as the contract shows it, to whoever may see it, and the look noted in the read log. Column 1 is its version.
-- $1 id of the case
-- $2 what is allowed when: JSON rows {action, status, side}
-- $3 what is not: JSON rows {action, status, side, reason}
SELECT both_json(json_build_object(
	'id', d.id::text, 'number', d.number, 'version', d.version,
	'helsefellesskap', (SELECT json_build_object('code', h.code, 'name', h.name) FROM helsefellesskap h
		WHERE h.id = d.helsefellesskap_id),
	'kind', d.kind, 'category', d.category, 'phase', d.phase, 'patient_group', d.patient_group,
	'agreement_point', d.agreement_point, 'hph_item', d.hph_item, 'occurred_on', d.occurred_on,
	'title', masked_text(d.title, d.id, 'title', NULL), 'description', masked_text(d.description, d.id, 'description', NULL),
	'immediate_action', masked_text(d.immediate_action, d.id, 'immediate_action', NULL),
	'suggestion', masked_text(d.suggestion, d.id, 'suggestion', NULL),
	'actual_harm', d.actual_harm, 'potential_harm', d.potential_harm,
	'filed_as', CASE WHEN d.original <> classification_of(d) THEN d.original - 'agreement_version_id' END, 'status', d.status,
	'reporter', person_name(d.reporter_person_id),
	'reporter_organisation', organisation_json(d.reporter_organisation_id), 'reporter_unit', unit_json(d.reporter_unit_id),
	'other_organisation', organisation_json(d.other_organisation_id), 'other_unit', unit_json(d.other_unit_id),
	'other_service', (SELECT s.name FROM service s WHERE s.id = d.other_service_id),
	'route', route_json(routed_council(d), d.route_rule, d.route_why, d.also_told),
	'council', council_json(d.council_id), 'hand_overs', hand_overs_json(d.id),
	'external_system', d.external_system,
	'external_reference', masked_text(d.external_reference, d.id, 'external_reference', NULL),
	'submitted_at', time_json(d.submitted_at), 'received_at', time_json(d.received_at),
	'erased_at', CASE WHEN d.erased_digest IS NOT NULL THEN (SELECT time_json(max(e.at)) FROM event e
		WHERE e.deviation_id = d.id AND e.kind = 'erased') END,
	'answered_at', time_json(d.answered_at), 'closed_at', time_json(d.closed_at), 'feedback_mode', d.feedback_mode,
	'resolved_by_dialogue', d.resolved_by_dialogue, 'parties_agree', d.parties_agree,
	'waiting_for', d.waiting_for, 'waiting_since', time_json(coalesce(d.waiting_since, d.submitted_at)),
	'deadlines', deadlines_json(d)), json_build_object(
	'agreement', agreement_json(d.agreement_version_id, d.agreement_point), 'on_behalf_of', on_behalf_json(d.id),
	'discharge', discharge_json(d.id),
	'learning_note', note.body, 'followed_by_receipt', d.reporter_person_id IS NULL AND followed_by_receipt(d.id),
	'assignee', CASE WHEN d.council_id = ANY (acting_ids('councils')) AND d.assignee_person_id IS NOT NULL
		THEN json_build_object('id', d.assignee_person_id::text,
		'name', person_name(d.assignee_person_id), 'own', d.assignee_person_id = acting_person()) END,
	'watching', EXISTS (SELECT 1 FROM watch w WHERE w.deviation_id = d.id AND w.person_id = acting_person()),
	'messages', (SELECT coalesce(json_agg(json_build_object('id', m.id::text, 'audience', m.audience,
			'is_answer', m.is_answer, 'text', masked_text(m.text, d.id, NULL, m.id), 'author', person_name(m.author_person_id), 'side', m.side,
			'at', time_json(m.at), 'kind', CASE said.kind WHEN 'correction_requested' THEN 'correction_request' WHEN 'addendum_added' THEN 'addendum'
				WHEN 'reopened' THEN 'reopening' ELSE CASE WHEN m.is_answer THEN 'answer' ELSE 'message' END END,
			'mentions', (SELECT coalesce(json_agg(person_name(p.id::bigint)), '[]')
				FROM jsonb_array_elements_text(said.detail -> 'mentions') AS p (id))) ORDER BY m.id), '[]')
		FROM message m
		LEFT JOIN (SELECT DISTINCT ON (e.detail ->> 'message_id') e.kind, e.detail, (e.detail ->> 'message_id')::bigint AS message_id
			FROM event e WHERE e.deviation_id = d.id AND e.detail ? 'message_id'
			ORDER BY e.detail ->> 'message_id', e.sequence DESC) said ON said.message_id = m.id
		WHERE m.deviation_id = d.id),
	'masks', (SELECT coalesce(json_agg(json_build_object('id', k.id::text, 'field', k.field, 'message_id', k.message_id::text,
			'start', k.from_character, 'end', k.to_character, 'reason', k.reason, 'by', person_name(k.masked_by),
			'at', time_json(k.masked_at)) ORDER BY k.id), '[]')
		FROM mask k WHERE k.deviation_id = d.id AND k.lifted_at IS NULL),
	'events', (SELECT coalesce(json_agg(json_build_object('sequence', e.place, 'kind', e.kind,
			'actor', person_name(e.actor_person_id), 'at', time_json(e.at), 'happened_on', e.detail ->> 'happened_on',
			'person', CASE e.kind WHEN 'assigned' THEN person_name((e.detail ->> 'person_id')::bigint) END,
			'changes', CASE e.kind WHEN 'reclassified' THEN reclassified_json(e.detail) END,
			'moved', CASE e.kind WHEN 'deadline_moved' THEN moved_json(e.detail) END,
			'measure', CASE WHEN e.detail ? 'measure_id' THEN json_build_object('phase', e.detail ->> 'phase', 'effect', e.detail ->> 'effect') END,
			'findings', CASE e.kind WHEN 'warning_confirmed' THEN e.detail -> 'findings' END) ORDER BY e.place), '[]')
		FROM (SELECT kind, actor_person_id, at, detail, row_number() OVER (ORDER BY sequence) AS place
			FROM event WHERE deviation_id = d.id) e),
	'allowed', (SELECT coalesce(json_agg(DISTINCT a.action), '[]')
		FROM json_to_recordset($2::json) AS a (action text, status text, side text)
		WHERE a.status = d.status AND a.side = ANY (mine.sides)
			AND (a.action <> 'reclassify' OR d.erased_digest IS NULL)
			AND (a.action <> 'publish' OR note.status IN ('proposed', 'in_review'))
			AND (a.action <> 'move_deadline' OR (d.waiting_for = 'council' AND num_nonnulls(d.answer_due_at, d.close_due_at) > 0 AND i_lead(d.council_id)))
			AND (a.action NOT IN ('wait', 'request_correction') OR d.waiting_for = 'council')
			AND (a.action <> 'resume' OR d.waiting_for <> 'council')),
	'refused', (SELECT coalesce(json_agg(DISTINCT jsonb_build_object('action', a.action, 'reason', a.reason)), '[]')
		FROM (SELECT action, reason FROM json_to_recordset($3::json) AS a (action text, status text, side text, reason text)
				WHERE a.status = d.status AND a.side = ANY (mine.sides) AND a.action NOT IN ('publish', 'resume')
			UNION ALL
			SELECT action, 'already_waiting' FROM unnest(ARRAY['wait', 'request_correction']) AS w (action)
				WHERE d.waiting_for <> 'council' AND d.status <> 'closed' AND 'council' = ANY (mine.sides)) a))),
	d.version, note_read(d.id, 'case', NULL)
FROM deviation d
LEFT JOIN LATERAL (
	SELECT l.status, note_json(l, NULL, NULL) AS body
	FROM note_case k JOIN learning_note l ON l.id = k.learning_note_id AND l.status IN ('proposed', 'in_review', 'published')
	WHERE k.deviation_id = d.id ORDER BY l.id DESC LIMIT 1) note ON true
CROSS JOIN LATERAL (SELECT ARRAY[
	CASE WHEN d.council_id = ANY (acting_ids('councils')) THEN 'council' END,
	CASE WHEN d.reporter_person_id = acting_person() OR (d.reporter_person_id = ANY (followed())
		AND follows(d.reporter_person_id, d.reporter_organisation_id, d.helsefellesskap_id, d.closed_at)) THEN 'reporter' END,
	CASE WHEN d.helsefellesskap_id = ANY (acting_secretariat()) THEN 'secretariat' END,
	CASE WHEN d.reporter_organisation_id = ANY (acting_ids('organisations'))
		OR d.other_organisation_id = ANY (acting_ids('organisations')) THEN 'party' END] AS sides) mine
WHERE d.id = $1::bigint

-- name: list_mine
-- What the person reported, or follows for somebody who left, newest first. Column 1 is the next cursor.
-- $1 person
-- $2 status, 'open' or 'all'
-- $3 id to continue below, or null
-- $4 rows on a page
SELECT page, next_cursor FROM deviation_page(ARRAY(
	SELECT mine.id FROM unnest(followed() || $1::bigint) AS reporter (id)
	CROSS JOIN LATERAL (
		SELECT d.id FROM deviation d
		WHERE d.reporter_person_id = reporter.id AND d.id < coalesce($3::bigint, 9223372036854775807)
			AND ($2 = 'all' OR d.status = $2 OR ($2 = 'open' AND d.status <> 'closed'))
		ORDER BY d.id DESC LIMIT $4::int + 1) mine
	ORDER BY mine.id DESC LIMIT $4::int + 1), $4::int)

-- name: list_council
-- All cases of a council, newest first. Column 1 is the next cursor.
-- $1 council
-- $2 id to continue below, or null
-- $3 rows on a page
SELECT page, next_cursor FROM deviation_page(ARRAY(
	SELECT d.id FROM deviation d
	WHERE d.council_id = $1::bigint AND d.id < coalesce($2::bigint, 9223372036854775807)
	ORDER BY d.id DESC LIMIT $3::int + 1), $3::int)

-- name: list_council_open
-- The open cases of a council, which have an index of their own. Column 1 is the next cursor.
-- $1 council
-- $2 id to continue below, or null
-- $3 rows on a page
-- $4 status, or null for all that are open
SELECT page, next_cursor FROM deviation_page(ARRAY(
	SELECT d.id FROM deviation d
	WHERE d.council_id = $1::bigint AND d.status <> 'closed' AND d.id < coalesce($2::bigint, 9223372036854775807)
		AND ($4::text IS NULL OR d.status = $4)
	ORDER BY d.id DESC LIMIT $3::int + 1), $3::int)

-- name: list_council_closed
-- The closed cases of a council. Column 1 is the next cursor.
-- $1 council
-- $2 id to continue below, or null
-- $3 rows on a page
SELECT page, next_cursor FROM deviation_page(ARRAY(
	SELECT d.id FROM deviation d
	WHERE d.council_id = $1::bigint AND d.status = 'closed' AND d.id < coalesce($2::bigint, 9223372036854775807)
	ORDER BY d.id DESC LIMIT $3::int + 1), $3::int)
