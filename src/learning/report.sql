-- The report as it is read: sums of counts that were hidden where they are small when the half-year was counted. See report_cube.h.

-- name: report
-- The report of some half-years. No row: the helsefellesskap is none of the person's.
-- $1 code of the helsefellesskap
-- $2 first half-year
-- $3 last half-year
-- $4 dimensions that are filtered by, as an array
-- $5 the value of each
-- $6 a draft that stands for its half-year, for those who see it, or null
WITH h AS (SELECT id, code, name, smallest_shown FROM helsefellesskap
	WHERE code = $1 AND (id = ANY (acting_ids('helsefellesskap')) OR acting_job())),
span AS (SELECT a, b, (a - make_interval(months => (extract(year FROM b)::int - extract(year FROM a)::int) * 12
		+ extract(month FROM b)::int - extract(month FROM a)::int + 6))::date AS earlier
	FROM (SELECT least(coalesce(half_year_begins($2), newest), coalesce(half_year_begins($3), newest)) AS a, coalesce(half_year_begins($3), newest) AS b
		FROM (SELECT coalesce(max(r.half_year), (next_half_year() - interval '6 months')::date) AS newest
			FROM h JOIN report r ON r.helsefellesskap_id = h.id AND r.state = 'approved') latest) asked),
chosen AS MATERIALIZED (
	SELECT r.id, r.half_year, r.version, r.approved_at, r.hash, r.dimensions, r.measures, r.remarks, r.points, r.half_year >= span.a AS now
	FROM h JOIN report r ON r.helsefellesskap_id = h.id, span
	WHERE r.half_year BETWEEN span.earlier AND span.b AND (r.id = $6::bigint OR (r.state = 'approved'
		AND r.half_year IS DISTINCT FROM (SELECT d.half_year FROM report d WHERE d.id = $6::bigint AND d.state = 'draft')))),
-- Compared is only with as many half-years as there are.
counted AS (SELECT count(*) FILTER (WHERE now) AS now,
		CASE WHEN count(*) FILTER (WHERE NOT now) = count(*) FILTER (WHERE now) THEN count(*) FILTER (WHERE NOT now) ELSE 0 END AS before
	FROM chosen),
asked AS (SELECT $4::text[] AS names, $5::text[] AS given, report_place($4::text[]) AS place,
	(SELECT coalesce(string_agg(f.value, '|' ORDER BY d.position), '')
		FROM unnest($4::text[], $5::text[]) f(name, value) JOIN report_dimension d USING (name)) AS key),
wanted AS MATERIALIZED (
	SELECT d.name, d.position, d.code_list, report_place(names || d.name) AS place, report_index(names || d.name, d.name) AS own,
		report_index(names || d.name, names[1]) AS first, given[1] AS first_value,
		report_index(names || d.name, names[2]) AS second, given[2] AS second_value,
		(SELECT count(*) FILTER (WHERE c.now AND d.name = ANY (c.dimensions)) FROM chosen c) AS now,
		(SELECT count(*) FILTER (WHERE NOT c.now AND d.name = ANY (c.dimensions)) FROM chosen c) AS before
	FROM report_dimension d, asked WHERE d.name <> ALL (names)
		AND (NOT d.later OR EXISTS (SELECT 1 FROM chosen c WHERE d.name = ANY (c.dimensions)))),
cells AS (
	SELECT w.name, c.now, part[w.own] AS value, e.value::bigint AS n
	FROM wanted w
	JOIN chosen c ON true
	JOIN report_table t ON t.report_id = c.id AND t.dimensions = w.place
	CROSS JOIN LATERAL jsonb_each_text(t.cells) e
	CROSS JOIN LATERAL string_to_array(e.key, '|') part
	WHERE (w.first IS NULL OR part[w.first] = w.first_value) AND (w.second IS NULL OR part[w.second] = w.second_value)
		AND (c.now OR w.name <> 'month')),
summed AS (
	SELECT name, value, coalesce(bool_or(n < 0) FILTER (WHERE now), false) AS hidden, sum(n) FILTER (WHERE now AND n > 0) AS n,
		coalesce(bool_or(n < 0) FILTER (WHERE NOT now), false) AS hidden_before, sum(n) FILTER (WHERE NOT now AND n > 0) AS n_before
	FROM cells GROUP BY name, value),
listed AS (
	SELECT name, value, true AS has_report FROM summed WHERE name <> 'month'
	UNION SELECT w.name, v.code, true FROM wanted w JOIN code_value v ON v.list = w.code_list, h, span
		WHERE v.helsefellesskap_id = h.id AND v.valid_from < span.b + interval '6 months' AND coalesce(v.valid_to, 'infinity') > span.a
	UNION SELECT 'month', to_char(m, 'YYYY-MM'), EXISTS (SELECT 1 FROM chosen c WHERE m >= c.half_year AND m < c.half_year + interval '6 months')
		FROM span, generate_series(span.a::timestamp, span.b + interval '5 months', interval '1 month') m
		WHERE 'month' <> ALL ($4::text[])),
whole AS (
	SELECT coalesce(bool_or(n < 0) FILTER (WHERE now), false) AS hidden, (sum(n) FILTER (WHERE now AND n > 0))::bigint AS n,
		coalesce(bool_or(n < 0) FILTER (WHERE NOT now), false) AS hidden_before, (sum(n) FILTER (WHERE NOT now AND n > 0))::bigint AS n_before
	FROM (SELECT c.now, (t.cells ->> a.key)::bigint AS n FROM asked a, chosen c JOIN report_table t ON t.report_id = c.id
		WHERE t.dimensions = a.place) cell),
timed AS (
	SELECT m.measure, m.position, x.value -> 0 AS median, x.value -> 1 AS p90, c.half_year = span.b AS now
	FROM span, asked a
	JOIN chosen c ON true
	JOIN report_table t ON t.report_id = c.id AND t.dimensions = a.place
	CROSS JOIN LATERAL unnest(c.measures) WITH ORDINALITY m(measure, position)
	CROSS JOIN LATERAL (SELECT t.times -> m.measure -> a.key AS value) x
	WHERE c.half_year IN (span.b, (span.b - interval '6 months')::date))
SELECT json_build_object('helsefellesskap', json_build_object('code', h.code, 'name', h.name), 'smallest_shown', h.smallest_shown,
	'from', span.a, 'to', (span.b + interval '6 months' - interval '1 day')::date,
	'periods', (SELECT coalesce(json_agg(json_build_object('id', id::text, 'half_year', half_year_code(half_year), 'version', version,
			'approved_at', time_json(approved_at), 'hash', hash, 'before', NOT now) ORDER BY half_year), '[]') FROM chosen WHERE now OR counted.before > 0),
	'filter', (SELECT coalesce(json_agg(json_build_object('dimension', name, 'value', value) ORDER BY ordinality), '[]')
		FROM unnest($4::text[], $5::text[]) WITH ORDINALITY f(name, value, ordinality)),
	'names', json_build_object(
		'council', (SELECT coalesce(json_object_agg(c.code, c.name), '{}') FROM council c WHERE c.helsefellesskap_id = h.id
			AND c.code IN (SELECT l.value FROM listed l WHERE l.name = 'council' UNION SELECT unnest($5::text[]))),
		'counterpart', (SELECT coalesce(json_object_agg(o.code, o.name), '{}') FROM organisation o
			WHERE o.code IN (SELECT l.value FROM listed l WHERE l.name = 'counterpart' UNION SELECT unnest($5::text[])))),
	'total', report_cell(counted.now, whole.hidden, whole.n),
	'total_before', report_cell(counted.before, whole.hidden_before, whole.n_before),
	'dimensions', (SELECT json_agg(json_build_object('dimension', w.name, 'values', (
			SELECT coalesce(json_agg(json_build_object('value', l.value,
				'cell', report_cell(CASE WHEN w.now < counted.now OR NOT l.has_report THEN 0 ELSE w.now END, coalesce(s.hidden, false), s.n::bigint),
				'before', CASE WHEN w.name = 'month' THEN NULL
					ELSE report_cell(CASE WHEN counted.before = 0 OR w.before < counted.before THEN 0 ELSE w.before END, coalesce(s.hidden_before, false), s.n_before::bigint) END)
				ORDER BY (SELECT min(v.position) FROM code_value v WHERE v.helsefellesskap_id = h.id AND v.list = w.code_list AND v.code = l.value),
					l.value = 'not_stated', l.value), '[]')
			FROM listed l LEFT JOIN summed s ON s.name = l.name AND s.value = l.value WHERE l.name = w.name)) ORDER BY w.position)
		FROM wanted w),
	'times', (SELECT coalesce(json_agg(json_build_object('measure', measure,
			'unit', CASE measure WHEN 'receipt' THEN 'hours' WHEN 'filing' THEN 'seconds' ELSE 'days' END,
			'state', CASE WHEN median IS NULL THEN 'suppressed' ELSE 'shown' END, 'median', median, 'p90', p90,
			'median_before', (SELECT b.median FROM timed b WHERE b.measure = timed.measure AND NOT b.now),
			'p90_before', (SELECT b.p90 FROM timed b WHERE b.measure = timed.measure AND NOT b.now)) ORDER BY position), '[]')
		FROM timed WHERE now),
	'remarks', (SELECT coalesce(json_agg(json_build_object('half_year', half_year_code(c.half_year),
			'council', (SELECT json_build_object('code', k.code, 'name', k.name) FROM council k
				WHERE k.helsefellesskap_id = h.id AND k.code = x.remark ->> 'council'),
			'text', x.remark ->> 'text') ORDER BY c.half_year, x.position), '[]')
		FROM chosen c CROSS JOIN LATERAL jsonb_array_elements(c.remarks) WITH ORDINALITY x(remark, position) WHERE c.now),
	'points_published', (SELECT sum((points ->> 'published')::int) FROM chosen WHERE now),
	'points_taken_up', (SELECT sum((points ->> 'taken_up')::int) FROM chosen WHERE now),
	'points_done', (SELECT sum((points ->> 'done')::int) FROM chosen WHERE now))
FROM h, span, counted, whole

-- name: report_table
-- Counts by two dimensions at once.
-- $1 code of the helsefellesskap
-- $2 first half-year
-- $3 last half-year
-- $4 dimensions that are filtered by, at most one
-- $5 the value of each
-- $6 dimension of the rows
-- $7 dimension of the columns
WITH h AS (SELECT id, code FROM helsefellesskap WHERE code = $1 AND id = ANY (acting_ids('helsefellesskap'))),
newest AS (SELECT max(r.half_year) AS half_year FROM h JOIN report r ON r.helsefellesskap_id = h.id AND r.state = 'approved'),
span AS (SELECT least(coalesce(half_year_begins($2), half_year), coalesce(half_year_begins($3), half_year)) AS a,
	coalesce(half_year_begins($3), half_year) AS b FROM newest),
asked AS (SELECT report_place($4::text[] || ARRAY[$6, $7]) AS place, report_index($4::text[] || ARRAY[$6, $7], $6) AS own_row,
	report_index($4::text[] || ARRAY[$6, $7], $7) AS own_column, report_index($4::text[] || ARRAY[$6, $7], ($4::text[])[1]) AS filter,
	($5::text[])[1] AS filter_value),
chosen AS MATERIALIZED (
	SELECT r.id FROM h JOIN report r ON r.helsefellesskap_id = h.id
	WHERE r.state = 'approved' AND r.half_year BETWEEN (SELECT a FROM span) AND (SELECT b FROM span)
		AND $6 = ANY (r.dimensions) AND $7 = ANY (r.dimensions)),
cells AS (
	SELECT part[a.own_row] AS row_value, part[a.own_column] AS column_value, bool_or(e.value::bigint < 0) AS hidden,
		(sum(e.value::bigint) FILTER (WHERE e.value::bigint > 0))::bigint AS n
	FROM asked a, chosen c
	JOIN report_table t ON t.report_id = c.id
	CROSS JOIN LATERAL jsonb_each_text(t.cells) e
	CROSS JOIN LATERAL string_to_array(e.key, '|') part
	WHERE t.dimensions = a.place AND (a.filter IS NULL OR part[a.filter] = a.filter_value)
	GROUP BY 1, 2)
SELECT json_build_object('rows', $6::text, 'columns', $7::text,
	'half_years', (SELECT count(*) FROM chosen),
	'row_values', (SELECT coalesce(json_agg(DISTINCT row_value), '[]') FROM cells),
	'column_values', (SELECT coalesce(json_agg(DISTINCT column_value), '[]') FROM cells),
	'cells', (SELECT coalesce(json_agg(json_build_object('row', row_value, 'column', column_value, 'cell', report_cell(1, hidden, n))
		ORDER BY row_value, column_value), '[]') FROM cells))
FROM h

-- name: report_months
-- The months from the first approved report to the last: month, state, count, denominator or null. One row at least when the
-- helsefellesskap is the person's: kinds of denominators in column 4.
-- $1 code of the helsefellesskap
-- $2 last half-year, or null
-- $3 dimensions that are filtered by
-- $4 the value of each
-- $5 kind of denominator, or null
WITH h AS (SELECT id FROM helsefellesskap WHERE code = $1 AND (id = ANY (acting_ids('helsefellesskap')) OR acting_job())),
asked AS (SELECT report_place($3::text[] || 'month'::text) AS place, report_index($3::text[] || 'month'::text, 'month') AS own,
	report_index($3::text[] || 'month'::text, ($3::text[])[1]) AS first, ($4::text[])[1] AS first_value,
	report_index($3::text[] || 'month'::text, ($3::text[])[2]) AS second, ($4::text[])[2] AS second_value),
chosen AS MATERIALIZED (
	SELECT r.id, r.half_year FROM h JOIN report r ON r.helsefellesskap_id = h.id
	WHERE r.state = 'approved' AND 'month' = ANY (r.dimensions) AND r.half_year <= coalesce(half_year_begins($2), 'infinity')),
cells AS (
	SELECT part[a.own] AS month, e.value::bigint AS n
	FROM asked a, chosen c
	JOIN report_table t ON t.report_id = c.id
	CROSS JOIN LATERAL jsonb_each_text(t.cells) e
	CROSS JOIN LATERAL string_to_array(e.key, '|') part
	WHERE t.dimensions = a.place AND (a.first IS NULL OR part[a.first] = a.first_value)
		AND (a.second IS NULL OR part[a.second] = a.second_value)),
kinds AS (SELECT coalesce(json_agg(DISTINCT d.kind), '[]')::text AS named FROM denominator d, h
	WHERE d.helsefellesskap_id = h.id AND d.organisation_id IS NULL)
SELECT to_char(m, 'YYYY-MM'), CASE WHEN c.id IS NULL THEN 'no_data' WHEN cells.n < 0 THEN 'suppressed' WHEN cells.n > 0 THEN 'shown' ELSE 'zero' END,
	greatest(cells.n, 0), d.value::bigint, kinds.named
FROM h CROSS JOIN kinds
LEFT JOIN LATERAL (SELECT min(half_year)::timestamp AS a, max(half_year) + interval '5 months' AS b FROM chosen) span ON true
LEFT JOIN LATERAL generate_series(span.a, span.b, interval '1 month') m ON true
LEFT JOIN chosen c ON m >= c.half_year AND m < c.half_year + interval '6 months'
LEFT JOIN cells ON cells.month = to_char(m, 'YYYY-MM')
LEFT JOIN LATERAL denominator_months(h.id, $5, NULL, m::date, m::date) d ON $5::text IS NOT NULL
ORDER BY m

-- name: reports
-- The versions a person may see, newest first.
-- $1 code of the helsefellesskap
SELECT json_build_object('items', coalesce(json_agg(report_json(r) ORDER BY r.half_year DESC, r.version DESC), '[]'),
	'next_half_year', half_year_code(next_half_year()))
FROM helsefellesskap h LEFT JOIN report r ON r.helsefellesskap_id = h.id
WHERE h.code = $1 AND h.id = ANY (acting_ids('helsefellesskap')) GROUP BY h.id

-- name: report_version
-- Column 1 is its version.
-- $1 id
SELECT report_json(r), row_version FROM report r WHERE id = $1::bigint

-- name: report_text
-- What the hash of a report is of.
-- $1 id
SELECT report_document(id) FROM report WHERE id = $1::bigint AND state <> 'requested'

-- name: request_report
-- Asks for a report, or for a new version of one. No row: not for this helsefellesskap, or the half-year is not over.
-- $1 code of the helsefellesskap
-- $2 half-year
-- $3 what has changed since the version before, or null
-- $4 idempotency key
-- $5 digest of the request
WITH made AS (
	INSERT INTO report (helsefellesskap_id, half_year, version, definition_id, what_changed, requested_by)
	SELECT h.id, half_year_begins($2),
		1 + coalesce((SELECT max(r.version) FROM report r WHERE r.helsefellesskap_id = h.id AND r.half_year = half_year_begins($2)), 0),
		(SELECT max(d.id) FROM report_definition d WHERE d.helsefellesskap_id = h.id), $3, acting_person()
	FROM helsefellesskap h WHERE h.code = $1 AND h.id = ANY (acting_reports()) AND half_year_begins($2) < next_half_year()
	RETURNING id
),
noted AS (
	INSERT INTO idempotency (person_id, operation, key, request_digest, resource_id)
	SELECT acting_person(), 'request_report', $4, $5::bytea, id FROM made
)
SELECT id FROM made

-- name: report_state
-- A report locked for a change, for those who prepare it.
-- $1 id
SELECT state, row_version FROM report WHERE id = $1::bigint AND helsefellesskap_id = ANY (acting_reports()) FOR UPDATE

-- name: report_remark_on
-- $1 id
-- $2 {"remarks": [{"council", "text"}]}; nothing is changed when one names no council of the helsefellesskap
WITH said AS (SELECT row_number() OVER () AS position, council, text FROM jsonb_to_recordset($2::jsonb -> 'remarks') r(council text, text text))
UPDATE report r SET row_version = row_version + 1, remarks = coalesce((
	SELECT jsonb_agg(jsonb_build_object('council', council, 'text', text) ORDER BY position) FROM said), '[]')
WHERE r.id = $1::bigint AND NOT EXISTS (SELECT 1 FROM said WHERE council IS NOT NULL
	AND council NOT IN (SELECT code FROM council c WHERE c.helsefellesskap_id = r.helsefellesskap_id))

-- name: report_replace
-- The version that counted until now.
-- $1 id of the one that is approved
UPDATE report old SET state = 'replaced', row_version = old.row_version + 1 FROM report new
WHERE new.id = $1::bigint AND old.helsefellesskap_id = new.helsefellesskap_id AND old.half_year = new.half_year AND old.state = 'approved'

-- name: report_approve
-- $1 id
UPDATE report SET state = 'approved', approved_by = acting_person(), approved_at = now(), row_version = row_version + 1 WHERE id = $1::bigint

-- name: report_announce
-- Those of the joint committee and who subscribe to half-years hear of it; again of a version that replaces one.
-- $1 id
SELECT learning_announce_report(helsefellesskap_id, half_year_code(half_year) || CASE WHEN version > 1 THEN '.' || version ELSE '' END)
FROM report WHERE id = $1::bigint

-- name: report_discard
-- $1 id
DELETE FROM report WHERE id = $1::bigint

-- name: report_definition
-- The definition that the next report is counted by. Column 1 is its version.
-- $1 code of the helsefellesskap
SELECT json_build_object('version', coalesce(d.version, 0),
	'dimensions', coalesce(to_json(d.dimensions), (SELECT json_agg(name ORDER BY position) FROM report_dimension)),
	'measures', coalesce(to_json(d.measures), '["receipt", "answer", "close", "filing"]'), 'note', d.note,
	'made_at', time_json(d.made_at), 'smallest_shown', h.smallest_shown), coalesce(d.version, 0)
FROM helsefellesskap h
LEFT JOIN report_definition d ON d.helsefellesskap_id = h.id
	AND d.version = (SELECT max(x.version) FROM report_definition x WHERE x.helsefellesskap_id = h.id)
WHERE h.code = $1 AND h.id = ANY (acting_ids('helsefellesskap'))

-- name: define_report
-- A new version of the definition. No row: none of the person's, or another version came in between.
-- $1 code of the helsefellesskap
-- $2 version that was seen
-- $3 dimensions
-- $4 measures
-- $5 why
INSERT INTO report_definition (helsefellesskap_id, version, dimensions, measures, note, made_by)
SELECT h.id, $2::int + 1, $3::text[], $4::text[], $5, acting_person()
FROM helsefellesskap h WHERE h.code = $1 AND h.id = ANY (acting_reports())
	AND $2::int = coalesce((SELECT max(version) FROM report_definition d WHERE d.helsefellesskap_id = h.id), 0)
RETURNING version
