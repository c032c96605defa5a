-- name: configuration
-- The document of a helsefellesskap that the person administers: text and version, with the id.
-- $1 code of the helsefellesskap
SELECT c.document, configuration_version(c.document), h.id
FROM helsefellesskap h CROSS JOIN LATERAL (SELECT configuration_of(h.id) AS document) c
WHERE h.code = $1 AND h.id = ANY (administered())

-- name: lock_configuration
-- The same, while nobody else brings in another one.
-- $1 code of the helsefellesskap
SELECT h.id, configuration_version(configuration_of(h.id)), configuration_of(h.id)
FROM (SELECT id, pg_advisory_xact_lock(hashtext('samavvik.configuration'), id::int) FROM helsefellesskap
	WHERE code = $1 AND id = ANY (administered()) OFFSET 0) h

-- name: configuration_mistakes
-- $1 the document
-- $2 whether it may have people
SELECT place, code, value FROM configuration_mistakes($1::jsonb, $2::boolean)
UNION ALL SELECT place, code, value FROM configuration_own_mistakes($1::jsonb) LIMIT 50

-- name: remove_missing
-- $1 helsefellesskap
-- $2 the document
SELECT place, code, value FROM remove_missing($1::bigint, $2::jsonb) LIMIT 50

-- name: planned_rules_mistakes
-- Councils that planned rules name, and that would not be there on the day they begin.
-- $1 helsefellesskap
SELECT DISTINCT '/councils', 'planned_rules_name_it', x.rule ->> 'council'
FROM rule_plan p
JOIN rule_draft d ON d.id = p.draft_id
CROSS JOIN LATERAL jsonb_array_elements((d.rules -> 'rules') || coalesce(d.rules -> 'also_tell', '[]')) AS x (rule)
WHERE p.helsefellesskap_id = $1::bigint
	AND NOT EXISTS (SELECT 1 FROM council c WHERE c.helsefellesskap_id = p.helsefellesskap_id AND c.code = x.rule ->> 'council'
		AND c.valid_from <= (p.starts_at AT TIME ZONE 'Europe/Oslo')::date
		AND (c.valid_to IS NULL OR c.valid_to > (p.starts_at AT TIME ZONE 'Europe/Oslo')::date))

-- name: count_rules
-- Other rules become the next version, which counts from now on.
-- $1 helsefellesskap
-- $2 the rules
SELECT configuration_count_rules($1::bigint, $2::jsonb)

-- name: configure_named
-- The helsefellesskap itself; its code and the beginning of its case numbers stay. No row: they are others.
-- $1 the document
-- $2 helsefellesskap
UPDATE helsefellesskap h SET name = d.name, language = coalesce(d.language, 'nb'), smallest_shown = coalesce(d.smallest_shown, 5)
FROM jsonb_to_record($1::jsonb -> 'helsefellesskap') AS d (code text, name text, case_prefix text, language text, smallest_shown int)
WHERE h.id = $2::bigint AND h.code = d.code AND h.case_prefix = d.case_prefix
RETURNING h.id

-- name: configuration_differences
-- What has become different since the document before.
-- $1 helsefellesskap
-- $2 the document before
SELECT coalesce(json_agg(json_build_object('section', d.section, 'key', d.key, 'change', d.change, 'fields', d.fields)), '[]')
FROM configuration_differences($2::jsonb, configuration_of($1::bigint)::jsonb) d

-- name: keep_configuration
-- $1 helsefellesskap
-- $2 the document before
-- $3 the document that was brought in
INSERT INTO configuration_change (helsefellesskap_id, made_by, note, differences, document)
SELECT $1::bigint, acting_person(), left($3::jsonb ->> 'note', 300), (
		SELECT coalesce(jsonb_agg(jsonb_build_object('section', d.section, 'key', d.key, 'change', d.change, 'fields', d.fields)), '[]')
		FROM configuration_differences($2::text::jsonb, c.document::jsonb) d), c.document
FROM (SELECT configuration_of($1::bigint) AS document) c
WHERE c.document <> $2::text
RETURNING id

-- name: configuration_changes
-- Newest first. No row: none of the person's.
-- $1 code of the helsefellesskap
-- $2 id to continue below, or null
-- $3 rows on a page
WITH page AS (
	SELECT c.id, c.made_by, c.made_at, c.note, c.differences FROM configuration_change c JOIN helsefellesskap h ON h.id = c.helsefellesskap_id
	WHERE h.code = $1 AND c.id < coalesce($2::bigint, 9223372036854775807) ORDER BY c.id DESC LIMIT $3::int
)
SELECT json_build_object(
	'items', (SELECT coalesce(json_agg(json_build_object('id', c.id::text, 'by', person_name(c.made_by), 'at', time_json(c.made_at),
			'note', c.note, 'differences', c.differences) ORDER BY c.id DESC), '[]') FROM page c),
	'next_cursor', (SELECT CASE WHEN count(*) = $3::int THEN min(c.id)::text END FROM page c))
FROM helsefellesskap h WHERE h.code = $1 AND h.id = ANY (administered())

-- name: configuration_change
-- A version as it was brought in.
-- $1 id of the change
SELECT document FROM configuration_change WHERE id = $1::bigint

-- name: configuration_form
-- Which sections the document has, in the order in which they refer to each other, and what their entries hold.
SELECT json_build_object('sections', json_agg(s.section ORDER BY s.place)) FROM (
	SELECT array_position(ARRAY['organisations', 'units', 'services', 'catchment', 'councils', 'agreements', 'agreement_parties',
			'agreement_versions', 'code_lists'], f.section) AS place,
		json_build_object('section', f.section, 'fields', json_agg(json_build_object('field', f.field, 'type', f.type,
			'required', f.required, 'is_key', f.is_key, 'refers_to', f.refers_to, 'allowed', f.allowed) ORDER BY f.position)) AS section
	FROM configuration_field f GROUP BY f.section) s
