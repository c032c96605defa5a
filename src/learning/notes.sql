-- Learning notes: the library, one note, and the steps from a proposal to what everybody reads.

-- name: notes
-- Published notes of a helsefellesskap, newest first. Column 1 is the next cursor.
-- $1 code of the helsefellesskap
-- $2 category, or null
-- $3 microseconds of the time of publication to continue below, or null
-- $4 and the id there
-- $5 rows on a page
-- $6 words as typed, or null
-- $7 council, or null
-- $8 party it is for, or null
-- $9 patient group, or null
-- $10 theme, or null
WITH page AS (
	SELECT l AS note, l.id, l.published_at, row_number() OVER (ORDER BY l.published_at DESC, l.id DESC) AS place
	FROM learning_note l
	JOIN helsefellesskap h ON h.id = l.helsefellesskap_id
	WHERE h.code = $1 AND l.status = 'published' AND ($2::text IS NULL OR l.category = $2)
		AND ($6::text IS NULL OR l.words @@ queue_words($6)) AND ($7::bigint IS NULL OR l.council_id = $7::bigint)
		AND ($8::text IS NULL OR l.parties = '{}' OR $8 = ANY (l.parties)) AND ($9::text IS NULL OR l.patient_group = $9)
		AND ($10::text IS NULL OR lower(l.theme) = lower($10))
		AND ($3::bigint IS NULL
			OR (l.published_at, l.id) < (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4::bigint))
	ORDER BY l.published_at DESC, l.id DESC LIMIT $5::int + 1
),
following AS (
	SELECT (extract(epoch FROM published_at) * 1000000)::bigint || '-' || id AS cursor
	FROM page WHERE place = $5::int AND EXISTS (SELECT 1 FROM page WHERE place > $5::int)
)
SELECT json_build_object(
	'items', (SELECT coalesce(json_agg(note_json(note, NULL, NULL) ORDER BY place), '[]') FROM page WHERE place <= $5::int),
	'themes', (SELECT coalesce(json_agg(t.theme ORDER BY t.theme), '[]') FROM (SELECT DISTINCT l.theme FROM learning_note l
		JOIN helsefellesskap h ON h.id = l.helsefellesskap_id
		WHERE h.code = $1 AND l.status = 'published' AND l.theme IS NOT NULL LIMIT 200) t),
	'next_cursor', (SELECT cursor FROM following)),
	(SELECT cursor FROM following)

-- name: note
-- One note that the person may see, with what goes on behind it for those who work on it. Column 1 is its version.
-- $1 id
-- $2 what may be done when: JSON rows {step, status, side}
-- $3 true: the person has opened it to read
WITH opened AS (
	INSERT INTO note_mark (learning_note_id, kind, person_id)
	SELECT l.id, 'opened', p.id FROM learning_note l, person p
	WHERE l.id = $1::bigint AND l.status = 'published' AND p.id = acting_person() AND p.kind = 'person' AND $3::boolean
	ON CONFLICT (learning_note_id, kind, person_id) WHERE kind <> 'done' DO NOTHING
)
SELECT note_json(l,
	(SELECT coalesce(json_agg(json_build_object('id', d.id::text, 'number', d.number) ORDER BY d.id), '[]')
		FROM note_case k JOIN deviation d ON d.id = k.deviation_id WHERE k.learning_note_id = l.id),
	CASE WHEN note_sides(l) <> '{}' THEN json_build_object(
		'written_by', person_name(l.written_by), 'written_at', time_json(l.written_at),
		'reviewed_by', person_name(l.reviewed_by), 'reviewed_at', time_json(l.reviewed_at),
		'releases', (SELECT coalesce(json_agg(json_build_object('organisation', organisation_json(r.organisation_id), 'state', r.state,
				'by', person_name(r.person_id), 'at', time_json(r.at), 'reason', r.reason,
				'own', speaks_for(r.organisation_id, r.helsefellesskap_id),
				'has_coordinator', has_coordinator(r.organisation_id)) ORDER BY r.organisation_id), '[]')
			FROM note_release r WHERE r.learning_note_id = l.id),
		'history', (SELECT coalesce(json_agg(json_build_object('kind', e.kind, 'by', person_name(e.person_id), 'at', time_json(e.at),
				'organisation', (SELECT o.name FROM organisation o WHERE o.id = e.organisation_id)) ORDER BY e.id), '[]')
			FROM note_event e WHERE e.learning_note_id = l.id),
		'allowed', note_allowed(l, $2::json)) END), l.version
FROM learning_note l WHERE l.id = $1::bigint

-- name: note_withdrawn
-- What is left to say of one that was published and withdrawn. Column 1 is its version.
-- $1 id
SELECT note, version FROM withdrawn_note($1::bigint)

-- name: notes_at_work
-- What is not published yet, of what the person has to do with, and what of it waits for them.
-- $1 code of the helsefellesskap
-- $2 what may be done when: JSON rows {step, status, side}
SELECT json_build_object('items', (
	SELECT coalesce(json_agg(json_build_object('note', note_json(w.note, NULL, NULL), 'waits_for_you', w.waits) ORDER BY w.id DESC), '[]')
	FROM (SELECT l AS note, l.id, ARRAY(
			SELECT a.step FROM unnest(note_allowed(l, $2::json)) AS a (step)
			WHERE a.step IN ('ask_review', 'review', 'publish') OR (a.step = 'release' AND EXISTS (SELECT 1 FROM note_release r
				WHERE r.learning_note_id = l.id AND r.state = 'waiting' AND speaks_for(r.organisation_id, r.helsefellesskap_id)))) AS waits
		FROM learning_note l WHERE l.helsefellesskap_id = h.id AND l.status IN ('proposed', 'in_review')) w))
FROM helsefellesskap h WHERE h.code = $1 AND h.id = ANY (acting_ids('helsefellesskap'))

-- name: note_lock
-- Locks a note for a change by its council.
-- $1 id
SELECT id FROM learning_note WHERE id = $1::bigint FOR UPDATE

-- name: note_standing
-- Where a note stands and who asks.
-- $1 id
SELECT l.status, l.version, 'council' = ANY (note_sides(l)), 'secretariat' = ANY (note_sides(l)), 'party' = ANY (note_sides(l)),
	coalesce(l.written_by = acting_person(), false), l.reviewed_by IS NOT NULL,
	NOT EXISTS (SELECT 1 FROM note_release r WHERE r.learning_note_id = l.id AND r.state <> 'released'), l.council_id
FROM learning_note l WHERE l.id = $1::bigint

-- name: note_mistakes
-- What a note names and is not there: field and code.
-- $1 council
-- $2 category
-- $3 patient group, or null
-- $4 note it replaces, or null
SELECT '/note/category', 'unknown_code' WHERE NOT EXISTS (SELECT 1 FROM code_value v JOIN council c ON c.helsefellesskap_id = v.helsefellesskap_id
	WHERE c.id = $1::bigint AND v.list = 'category' AND v.code = $2)
UNION ALL
SELECT '/note/patient_group', 'unknown_code' WHERE $3::text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM code_value v
	JOIN council c ON c.helsefellesskap_id = v.helsefellesskap_id
	WHERE c.id = $1::bigint AND v.list = 'patient_group' AND v.code = $3)
UNION ALL
SELECT '/note/replaces', 'unknown_note' WHERE $4::bigint IS NOT NULL AND NOT EXISTS (SELECT 1 FROM learning_note l
	WHERE l.id = $4::bigint AND l.council_id = $1::bigint AND l.status IN ('published', 'withdrawn') AND l.published_at IS NOT NULL)

-- name: note_create
-- $1 code of the helsefellesskap
-- $2 council
-- $3 title
-- $4 theme
-- $5 what happened
-- $6 why
-- $7 what to do
-- $8 category
-- $9 patient group
-- $10 parties
-- $11 note it replaces
-- $12 warnings that were confirmed
-- $13 idempotency key
-- $14 digest of the request, as \x hex
WITH made AS (
	INSERT INTO learning_note (helsefellesskap_id, council_id, title, theme, what_happened, why, text, category, patient_group, parties,
		replaces_id, confirmed, proposed_by, written_by)
	SELECT h.id, c.id, $3, $4, $5, $6, $7, $8, $9, $10::text[], $11::bigint, coalesce($12::jsonb, '[]'), acting_person(), acting_person()
	FROM helsefellesskap h JOIN council c ON c.helsefellesskap_id = h.id
	WHERE h.code = $1 AND c.id = $2::bigint
	RETURNING id
),
remembered AS (
	INSERT INTO idempotency (person_id, operation, key, request_digest, resource_id)
	SELECT acting_person(), 'create_learning_note', $13, $14::bytea, id FROM made
)
SELECT id FROM made

-- name: note_change
-- A changed text has to be released and read anew.
-- $1 id
-- $2 title
-- $3 theme
-- $4 what happened
-- $5 why
-- $6 what to do
-- $7 category
-- $8 patient group
-- $9 parties
-- $10 note it replaces
-- $11 warnings that were confirmed
WITH changed AS (
	UPDATE learning_note SET title = $2, theme = $3, what_happened = $4, why = $5, text = $6, category = $7, patient_group = $8,
		parties = $9::text[], replaces_id = $10::bigint, confirmed = coalesce($11::jsonb, '[]'), status = 'proposed', deviation_id = NULL,
		written_by = acting_person(), written_at = now(), reviewed_by = NULL, reviewed_at = NULL, version = version + 1
	WHERE id = $1::bigint RETURNING id, version
),
dropped AS (
	DELETE FROM note_release WHERE learning_note_id = $1::bigint
)
INSERT INTO note_event (learning_note_id, kind, person_id, version) SELECT id, 'changed', acting_person(), version FROM changed

-- name: note_set_cases
-- The cases behind a note; those the council does not see any more stay. Rows: ids that are none of the council's.
-- $1 id
-- $2 ids of the cases, as an array
WITH kept AS (
	SELECT k.deviation_id AS id FROM note_case k WHERE k.learning_note_id = $1::bigint
),
wanted AS (
	SELECT d.id FROM deviation d JOIN learning_note l ON l.id = $1::bigint AND d.council_id = l.council_id
	WHERE d.id = ANY ($2::bigint[]) AND d.erased_digest IS NULL AND d.id NOT IN (SELECT id FROM kept)
),
gone AS (
	DELETE FROM note_case WHERE learning_note_id = $1::bigint AND deviation_id <> ALL ($2::bigint[])
),
added AS (
	INSERT INTO note_case (learning_note_id, deviation_id) SELECT $1::bigint, id FROM wanted
)
SELECT c.id FROM unnest($2::bigint[]) AS c (id) WHERE c.id NOT IN (SELECT id FROM kept) AND c.id NOT IN (SELECT id FROM wanted)

-- name: note_in_history
-- What became of a note, in the history of the cases behind it that the council has.
-- $1 id
-- $2 kind of the event
WITH changed AS (
	UPDATE deviation d SET last_event = last_event + 1
	FROM note_case k
	WHERE k.learning_note_id = $1::bigint AND d.id = k.deviation_id AND d.council_id = ANY (acting_ids('councils')) AND d.erased_digest IS NULL
	RETURNING d.id, d.last_event
)
INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
SELECT id, last_event, $2, acting_person(), jsonb_build_object('learning_note_id', $1::bigint) FROM changed

-- name: note_ask_review
-- $1 id
WITH asked AS (
	UPDATE learning_note SET status = 'in_review', version = version + 1 WHERE id = $1::bigint RETURNING id, version
)
INSERT INTO note_event (learning_note_id, kind, person_id, version) SELECT id, 'review_asked', acting_person(), version FROM asked

-- name: note_ask_releases
-- $1 id
SELECT ask_for_releases($1::bigint), tell_who_is_asked($1::bigint)

-- name: note_review
-- $1 id
SELECT review_note($1::bigint)

-- name: note_enter
-- What was done to a note, in its history; its writer is told when nothing more is waited for.
-- $1 id
-- $2 kind
WITH entered AS (
	INSERT INTO note_event (learning_note_id, kind, person_id, version) SELECT id, $2, acting_person(), version FROM learning_note WHERE id = $1::bigint
)
SELECT tell_writer_of_ready($1::bigint)

-- name: note_release
-- What an organisation says to the text; without one, all that the person coordinates for. Rows: the organisations.
-- $1 id
-- $2 version of the text
-- $3 organisation, or null
-- $4 released or objected
-- $5 reason, or null
WITH decided AS (
	UPDATE note_release r SET state = $4, person_id = acting_person(), at = now(), reason = $5
	WHERE r.learning_note_id = $1::bigint AND r.version = $2::int
		AND CASE WHEN $3::bigint IS NULL THEN r.organisation_id = ANY (acting_ids('organisations')) ELSE r.organisation_id = $3::bigint END
	RETURNING r.learning_note_id, r.organisation_id, r.version
),
entered AS (
	INSERT INTO note_event (learning_note_id, kind, person_id, organisation_id, version)
	SELECT learning_note_id, $4, acting_person(), organisation_id, version FROM decided
)
SELECT organisation_id FROM decided

-- name: note_after_release
-- Who wrote it is told of an objection, or that nothing more is waited for.
-- $1 id
-- $2 released or objected
SELECT CASE $2 WHEN 'objected' THEN tell_of_note('note_objected', l.id, ARRAY[l.written_by]) ELSE tell_writer_of_ready(l.id) END
FROM learning_note l WHERE l.id = $1::bigint

-- name: note_texts
-- What the guard looks through before a note is published: where it stands, and the text.
-- $1 id
SELECT t.pointer, t.text
FROM learning_note l
CROSS JOIN LATERAL (VALUES (1, '/note/title', l.title), (2, '/note/theme', l.theme), (3, '/note/what_happened', l.what_happened), (4, '/note/why', l.why),
	(5, '/note/text', l.text)) AS t (place, pointer, text)
WHERE l.id = $1::bigint AND t.text IS NOT NULL
ORDER BY t.place

-- name: note_confirmed
-- The warnings its writer confirmed.
-- $1 id
SELECT f.pointer, f.kind, f.start, f."end"
FROM learning_note l CROSS JOIN LATERAL jsonb_to_recordset(l.confirmed) AS f (pointer text, kind text, start bigint, "end" bigint)
WHERE l.id = $1::bigint

-- name: note_publish
-- Publishes a note; one it replaces is replaced in the same moment. Whoever publishes what nobody has reviewed is the second person.
-- $1 id
WITH published AS (
	UPDATE learning_note SET status = 'published', published_at = now(), published_by = acting_person(), version = version + 1,
		reviewed_by = coalesce(reviewed_by, acting_person()), reviewed_at = coalesce(reviewed_at, now())
	WHERE id = $1::bigint RETURNING id, version, replaces_id
),
replaced AS (
	UPDATE learning_note l SET status = 'replaced', ended_at = now(), version = l.version + 1
	FROM published p WHERE l.id = p.replaces_id AND l.status = 'published' RETURNING l.id, l.version
)
INSERT INTO note_event (learning_note_id, kind, person_id, version)
SELECT id, 'published', acting_person(), version FROM published
UNION ALL
SELECT id, 'replaced', acting_person(), version FROM replaced

-- name: note_withdraw
-- $1 id
-- $2 reason
WITH withdrawn AS (
	UPDATE learning_note SET status = 'withdrawn', ended_at = now(), ended_reason = $2, version = version + 1
	WHERE id = $1::bigint RETURNING id, version
)
INSERT INTO note_event (learning_note_id, kind, person_id, version) SELECT id, 'withdrawn', acting_person(), version FROM withdrawn

-- name: note_mark
-- Row: there is such a note to mark.
-- $1 id
-- $2 useful or done
-- $3 true: set; false: taken back
-- $4 organisation, for done
WITH seen AS (
	SELECT id FROM learning_note WHERE id = $1::bigint AND status = 'published'
),
marked AS (
	INSERT INTO note_mark (learning_note_id, kind, person_id, organisation_id)
	SELECT id, $2, acting_person(), $4::bigint FROM seen WHERE $3::boolean
	ON CONFLICT DO NOTHING
),
taken AS (
	DELETE FROM note_mark m USING seen s
	WHERE NOT $3::boolean AND m.learning_note_id = s.id AND m.kind = $2
		AND CASE $2 WHEN 'done' THEN m.organisation_id = $4::bigint ELSE m.person_id = acting_person() END
)
SELECT id FROM seen
