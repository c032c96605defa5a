-- name: notes
-- Published learning points of a helsefellesskap, newest first. Column 1 is the next cursor.
-- $1 code of the helsefellesskap
-- $2 category, or null
-- $3 id to continue below, or null
-- $4 rows on a page
WITH page AS (
	SELECT l.id, l.version, l.title, l.text, l.category, l.council_id, l.status, l.published_at,
		row_number() OVER (ORDER BY l.id DESC) AS place
	FROM learning_note l
	JOIN helsefellesskap h ON h.id = l.helsefellesskap_id
	WHERE h.code = $1 AND l.status = 'published' AND ($2::text IS NULL OR l.category = $2)
		AND l.id < coalesce($3::bigint, 9223372036854775807)
	ORDER BY l.id DESC LIMIT $4::int + 1
),
following AS (
	SELECT id::text FROM page WHERE place = $4::int AND EXISTS (SELECT 1 FROM page WHERE place > $4::int)
)
SELECT json_build_object(
	'items', (SELECT coalesce(json_agg(json_build_object('id', id::text, 'version', version, 'title', title, 'text', text,
			'category', category, 'council', council_json(council_id), 'status', status,
			'published_at', time_json(published_at)) ORDER BY id DESC), '[]')
		FROM page WHERE place <= $4::int),
	'next_cursor', (SELECT id FROM following)),
	(SELECT id FROM following)

-- name: note
-- One learning point that the person may see. Column 1 is its version.
-- $1 id
SELECT json_build_object('id', id::text, 'version', version, 'title', title, 'text', text, 'category', category,
	'council', council_json(council_id), 'status', status, 'published_at', time_json(published_at)), version
FROM learning_note WHERE id = $1::bigint

-- name: note_state
-- A learning point locked for a change, for the council that owns it.
-- $1 id
SELECT status, version FROM learning_note WHERE id = $1::bigint FOR UPDATE

-- name: publish
-- Publishes a proposed learning point and notes it in the history of its case.
-- $1 id
WITH published AS (
	UPDATE learning_note SET status = 'published', published_at = now(), published_by = acting_person(), version = version + 1
	WHERE id = $1::bigint RETURNING id, deviation_id
),
changed AS (
	UPDATE deviation d SET last_event = last_event + 1 FROM published p WHERE d.id = p.deviation_id
	RETURNING d.id, d.last_event
)
INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
SELECT c.id, c.last_event, 'learning_published', acting_person(), jsonb_build_object('learning_note_id', p.id)
FROM changed c, published p
