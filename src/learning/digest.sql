-- name: digest
-- Makes the learning summary of one helsefellesskap: every published point that has not been in one, to every subscriber.
-- Nothing when there is nothing. A point can be in one summary only (digest_note_once), so two that run at once cannot both
-- commit. Column 0: the summary, column 1: its points, column 2: its recipients.
-- $1 code of the helsefellesskap
WITH fresh AS (
	SELECT l.id, l.helsefellesskap_id, row_number() OVER (ORDER BY l.published_at, l.id) AS position
	FROM learning_note l
	JOIN helsefellesskap h ON h.id = l.helsefellesskap_id
	WHERE h.code = $1 AND l.status = 'published'
		AND NOT EXISTS (SELECT 1 FROM digest_note n WHERE n.learning_note_id = l.id)
),
made AS (
	INSERT INTO digest (helsefellesskap_id) SELECT DISTINCT helsefellesskap_id FROM fresh RETURNING id, helsefellesskap_id
),
noted AS (
	INSERT INTO digest_note (digest_id, learning_note_id, position)
	SELECT m.id, f.id, f.position FROM made m, fresh f
),
queued AS (
	INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key, parameters)
	SELECT m.helsefellesskap_id, 'digest', p.id, p.email, s.language, 'digest:' || m.id || ':' || p.id,
		jsonb_build_object('digest_id', m.id::text)
	FROM made m
	JOIN subscription s ON s.helsefellesskap_id = m.helsefellesskap_id
	JOIN person p ON p.id = s.person_id
	WHERE p.email IS NOT NULL AND p.disabled_at IS NULL
	RETURNING 1
)
SELECT m.id, (SELECT count(*) FROM fresh), (SELECT count(*) FROM queued) FROM made m

-- name: digests_due
-- Where the weekly summary is due: Mondays from 07:00 Norwegian time, once a week.
SELECT h.code
FROM helsefellesskap h
CROSS JOIN LATERAL (
	SELECT (date_trunc('week', (now() AT TIME ZONE 'Europe/Oslo') - interval '7 hours') + interval '7 hours')
		AT TIME ZONE 'Europe/Oslo' AS monday) week
WHERE NOT EXISTS (SELECT 1 FROM digest g WHERE g.helsefellesskap_id = h.id AND g.created_at >= week.monday)
	AND EXISTS (SELECT 1 FROM learning_note l WHERE l.helsefellesskap_id = h.id AND l.status = 'published'
		AND l.published_at < week.monday AND NOT EXISTS (SELECT 1 FROM digest_note n WHERE n.learning_note_id = l.id))

-- name: digest_helsefellesskap
-- The helsefellesskap a digest can be made for.
-- $1 code, or null for all
SELECT code FROM helsefellesskap WHERE $1::text IS NULL OR code = $1 ORDER BY id
