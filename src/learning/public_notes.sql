-- What anybody may read, without signing in. Runs for nobody: the functions show what is published, and of whom publishes.

-- name: public_notes
-- Column 0: the notes, or null when the reader has them already; column 1: their tag. No row: nothing is published.
-- $1 code of the helsefellesskap
-- $2 tag the reader has, or null
SELECT CASE WHEN md5(b.body) = $2 THEN NULL ELSE b.body END, md5(b.body)
FROM (SELECT json_build_object('helsefellesskap', json_build_object('code', h.code, 'name', h.name), 'updated_at', time_json(h.updated_at),
		'items', (SELECT coalesce(json_agg(json_build_object('id', n.id::text, 'title', n.title, 'theme', n.theme,
			'what_happened', n.what_happened, 'why', n.why, 'text', n.text, 'category', n.category, 'category_labels', n.labels,
			'patient_group', n.patient_group, 'parties', n.parties, 'council', n.council, 'published_at', time_json(n.published_at),
			'replaces', n.replaces_id::text) ORDER BY n.published_at DESC, n.id DESC), '[]')
			FROM public_notes($1) n))::text AS body
	FROM public_learning($1) h) b

-- name: public_feed
-- The head of the feed. No row: nothing is published.
-- $1 code of the helsefellesskap
SELECT code, name, language, to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM public_learning($1)

-- name: public_feed_entries
-- $1 code of the helsefellesskap
SELECT id, title, theme, what_happened, why, text, category, council, to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM public_notes($1) ORDER BY published_at DESC, id DESC
