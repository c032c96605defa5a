-- Learning notes of earlier, as `samavvik notes` brings them in. All for nobody: the steps themselves are done by the people named.

-- name: note_import_line
-- What a line says. 0: its title, 1: the council has such a note, 2: the body of create_learning_note, 3: where a day is that is none or lies ahead,
-- or null, 4, 5: who wrote and who reviewed it, 6: why it was withdrawn, or null, 7, 8: the days it was published and withdrawn, 9: its council.
-- $1 the line
-- $2 code of the helsefellesskap
SELECT l ->> 'title', EXISTS (SELECT 1 FROM learning_note n WHERE n.council_id = c.id AND n.title = l ->> 'title'),
	json_strip_nulls(json_build_object('council_id', coalesce(c.id, 0)::text, 'note', json_build_object('title', l -> 'title', 'theme', l -> 'theme',
		'what_happened', l -> 'what_happened', 'why', l -> 'why', 'text', l -> 'text', 'category', l -> 'category',
		'patient_group', l -> 'patient_group', 'parties', l -> 'parties',
		'cases', (SELECT json_agg(json_build_object('id', coalesce(d.id, 0)::text) ORDER BY r.place)
			FROM jsonb_array_elements_text(CASE jsonb_typeof(l -> 'cases') WHEN 'array' THEN l -> 'cases' END) WITH ORDINALITY AS r (reference, place)
			LEFT JOIN deviation d ON d.helsefellesskap_id = h.id AND d.external_system = 'import' AND d.external_reference = r.reference),
		'replaces', CASE WHEN l ->> 'replaces' IS NOT NULL THEN coalesce((SELECT max(n.id) FROM learning_note n
			WHERE n.council_id = c.id AND n.title = l ->> 'replaces'), 0)::text END)))::text,
	(SELECT '/' || o.name FROM (VALUES ('published_on', true), ('withdrawn_on', l ->> 'withdrawn_reason' IS NOT NULL)) AS o (name, needed)
		WHERE CASE WHEN l ->> o.name ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])$|^[12][0-9]{3}-(0[13-9]|1[0-2])-30$|^[12][0-9]{3}-(0[13578]|1[02])-31$'
			THEN l ->> o.name > ((now() AT TIME ZONE 'Europe/Oslo')::date)::text ELSE l ->> o.name IS NOT NULL OR o.needed END LIMIT 1),
	l ->> 'written_by', l ->> 'reviewed_by', l ->> 'withdrawn_reason', l ->> 'published_on', l ->> 'withdrawn_on', c.id
FROM (SELECT $1::jsonb AS l) x
LEFT JOIN helsefellesskap h ON h.code = $2
LEFT JOIN council c ON c.helsefellesskap_id = h.id AND c.code = l ->> 'council'

-- name: note_import_state
-- Id and version of the note of a council with a title.
-- $1 council
-- $2 title
SELECT id, version FROM learning_note WHERE council_id = $1::bigint AND title = $2 ORDER BY id DESC LIMIT 1

-- name: note_import_speakers
-- The organisations whose word a note waits for, and who of those named gives it: a coordinator, or the secretariat for one that has none.
-- $1 note
-- $2 the line
SELECT r.organisation_id, (SELECT p.username FROM jsonb_array_elements_text($2::jsonb -> 'released_by') AS n (username)
	JOIN person p ON p.username = n.username JOIN membership m ON m.person_id = p.id
	WHERE (m.role = 'coordinator' AND m.organisation_id = r.organisation_id)
		OR (m.role = 'secretariat' AND m.helsefellesskap_id = r.helsefellesskap_id AND NOT has_coordinator(r.organisation_id))
	ORDER BY p.id LIMIT 1)
FROM note_release r WHERE r.learning_note_id = $1::bigint AND r.state = 'waiting' ORDER BY r.organisation_id

-- name: note_import_marks
-- What readers made of a note: who, useful, done or opened, and where it is done.
-- $1 the line
SELECT m ->> 'by', m ->> 'mark', coalesce((SELECT o.id FROM organisation o WHERE o.code = m ->> 'organisation'), 0)
FROM jsonb_array_elements($1::jsonb -> 'marks') WITH ORDINALITY AS x (m, place) ORDER BY x.place

-- name: note_import_date
-- $1 note
-- $2 day it was published
-- $3 day it was withdrawn, or null
SELECT date_past_note($1::bigint, $2::date, $3::date)
