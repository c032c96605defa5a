-- Extracts of the report, each on record.

-- name: make_extract
-- Enters an extract. Column 0 its maker's name, 1 when, 2 the smallest number shown, 3 the versions it is made of. No row: not for this
-- helsefellesskap.
-- $1 code of the helsefellesskap
-- $2 first half-year
-- $3 last half-year
-- $4 dimensions that are filtered by, as an array
-- $5 the value of each
-- $6 dimension of the rows
-- $7 dimension of the columns
-- $8 purpose
-- $9 format
WITH h AS (SELECT id, smallest_shown FROM helsefellesskap WHERE code = $1 AND id = ANY (acting_reports())),
newest AS (SELECT max(r.half_year) AS half_year FROM h JOIN report r ON r.helsefellesskap_id = h.id AND r.state = 'approved'),
span AS (SELECT least(coalesce(half_year_begins($2), half_year), coalesce(half_year_begins($3), half_year)) AS a,
	coalesce(half_year_begins($3), half_year) AS b FROM newest),
made AS (
	INSERT INTO report_extract (helsefellesskap_id, made_by, purpose, format, row_dimension, column_dimension, filter_names, filter_values, reports)
	SELECT h.id, acting_person(), $8, $9, $6, $7, $4::text[], $5::text[], coalesce((
		SELECT array_agg(half_year_code(r.half_year) || ' v' || r.version ORDER BY r.half_year)
		FROM report r, span WHERE r.helsefellesskap_id = h.id AND r.state = 'approved' AND r.half_year BETWEEN span.a AND span.b), '{}')
	FROM h
	RETURNING made_by, made_at, reports
)
SELECT person_name(m.made_by), time_json(m.made_at), h.smallest_shown, array_to_string(m.reports, ', ')
FROM made m, h

-- name: extracts
-- Who took out what and why, newest first. No row: none that the person may see.
-- $1 code of the helsefellesskap
SELECT json_build_object('items', coalesce((
	SELECT json_agg(json_build_object('id', x.id::text, 'made_at', time_json(x.made_at), 'made_by', person_name(x.made_by), 'purpose', x.purpose,
		'format', x.format, 'rows', x.row_dimension, 'columns', x.column_dimension, 'reports', x.reports,
		'filter', (SELECT coalesce(json_agg(json_build_object('dimension', f.name, 'value', f.value)), '[]')
			FROM unnest(x.filter_names, x.filter_values) f (name, value))) ORDER BY x.id DESC)
	FROM (SELECT e.id, e.made_at, e.made_by, e.purpose, e.format, e.row_dimension, e.column_dimension, e.reports, e.filter_names,
			e.filter_values FROM report_extract e WHERE e.helsefellesskap_id = h.id ORDER BY e.id DESC LIMIT 500) x), '[]'))
FROM helsefellesskap h
WHERE h.code = $1 AND h.id = ANY (acting_as(ARRAY['secretariat', 'data_protection_officer']))
