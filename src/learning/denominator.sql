-- name: denominators
-- Denominators of a helsefellesskap, newest first. No row: none that the person may import for.
-- $1 code of the helsefellesskap
-- $2 kind or null
SELECT json_build_object('items', coalesce((
	SELECT json_agg(json_build_object(
		'kind', d.kind,
		'organisation', CASE WHEN o.id IS NOT NULL THEN json_build_object('code', o.code, 'name', o.name) END,
		'year', d.year,
		'month', d.month,
		'value', d.value,
		'source', d.source,
		'imported_at', time_json(d.imported_at),
		'imported_by', person_name(d.imported_by)
	) ORDER BY d.year DESC, d.month DESC NULLS FIRST, d.kind, o.name NULLS FIRST)
	FROM (
		SELECT n.kind, n.organisation_id, n.year, n.month, n.value, n.source, n.imported_at, n.imported_by FROM denominator n WHERE n.helsefellesskap_id = h.id AND ($2::text IS NULL OR n.kind = $2)
		ORDER BY n.year DESC, n.month DESC NULLS FIRST, n.id LIMIT 5000
	) d
	LEFT JOIN organisation o ON o.id = d.organisation_id), '[]'))
FROM helsefellesskap h
WHERE h.code = $1 AND h.id = ANY (acting_as(ARRAY['administrator', 'analyst']))

-- name: denominator_mistakes
-- What is wrong with an import that its form does not show: pointer and code of each.
-- $1 the body
-- $2 code of the helsefellesskap
WITH given AS (
	SELECT r.number - 1 AS place, r.entry ->> 'kind' AS kind, r.entry ->> 'organisation' AS organisation,
		(r.entry ->> 'year')::int AS year, (r.entry ->> 'month')::int AS month
	FROM jsonb_array_elements($1::jsonb -> 'rows') WITH ORDINALITY AS r (entry, number)
)
SELECT '/rows/' || g.place || m.field AS pointer, m.code
FROM given g
CROSS JOIN LATERAL (
	SELECT '/organisation' AS field, 'unknown_organisation' AS code
	WHERE g.organisation IS NOT NULL AND NOT EXISTS (
		SELECT 1 FROM organisation o JOIN helsefellesskap_member b ON b.organisation_id = o.id
		JOIN helsefellesskap h ON h.id = b.helsefellesskap_id WHERE o.code = g.organisation AND h.code = $2)
	UNION ALL
	SELECT '', 'denominator_twice'
	WHERE EXISTS (
		SELECT 1 FROM given e WHERE e.place < g.place AND e.kind = g.kind AND e.organisation IS NOT DISTINCT FROM g.organisation
			AND e.year = g.year AND e.month IS NOT DISTINCT FROM g.month)
) m
ORDER BY g.place
LIMIT 200

-- name: import_denominators
-- Takes in all rows: a value replaces the one there is, null removes it.
-- $1 the body
-- $2 code of the helsefellesskap
WITH given AS (
	SELECT h.id AS helsefellesskap_id, r.entry ->> 'kind' AS kind, o.id AS organisation_id, (r.entry ->> 'year')::int AS year,
		(r.entry ->> 'month')::int AS month, (r.entry ->> 'value')::bigint AS value
	FROM jsonb_array_elements($1::jsonb -> 'rows') AS r (entry)
	JOIN helsefellesskap h ON h.code = $2
	LEFT JOIN organisation o ON o.code = r.entry ->> 'organisation'
),
before AS (
	SELECT g.helsefellesskap_id, g.kind, g.organisation_id, g.year, g.month, g.value, d.id, d.value AS value_before, d.source AS source_before
	FROM given g
	LEFT JOIN denominator d ON d.helsefellesskap_id = g.helsefellesskap_id AND d.kind = g.kind
		AND d.organisation_id IS NOT DISTINCT FROM g.organisation_id AND d.year = g.year AND d.month IS NOT DISTINCT FROM g.month
),
removed AS (
	DELETE FROM denominator d USING before b WHERE d.id = b.id AND b.value IS NULL RETURNING 1
),
changed AS (
	UPDATE denominator d SET value = b.value, source = $1::jsonb ->> 'source', imported_at = now(), imported_by = acting_person()
	FROM before b
	WHERE d.id = b.id AND b.value IS NOT NULL AND (b.value, b.source_before) IS DISTINCT FROM (b.value_before, $1::jsonb ->> 'source')
	RETURNING 1
),
added AS (
	INSERT INTO denominator (helsefellesskap_id, kind, organisation_id, year, month, value, source, imported_by)
	SELECT helsefellesskap_id, kind, organisation_id, year, month, value, $1::jsonb ->> 'source', acting_person()
	FROM before WHERE id IS NULL AND value IS NOT NULL
	RETURNING 1
)
SELECT json_build_object('added', a.added, 'changed', c.changed, 'removed', r.removed,
	'unchanged', jsonb_array_length($1::jsonb -> 'rows') - a.added - c.changed - r.removed)
FROM (SELECT count(*) AS added FROM added) a, (SELECT count(*) AS changed FROM changed) c, (SELECT count(*) AS removed FROM removed) r

-- name: denominators_may_be_imported
-- One row when the person may, locked so that two imports follow one another.
-- $1 code of the helsefellesskap
SELECT h.id, pg_advisory_xact_lock(hashtext('samavvik.denominator'), h.id::int)::text AS locked
FROM helsefellesskap h
WHERE h.code = $1 AND h.id = ANY (acting_as(ARRAY['administrator', 'analyst']))
