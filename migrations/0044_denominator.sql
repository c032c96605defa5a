-- Denominators of rates (features.md F85): how many admissions or inhabitants there were. Imported as data, with where each came from.
CREATE TABLE denominator (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT denominator_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT denominator_helsefellesskap_fk REFERENCES helsefellesskap,
	kind text NOT NULL CONSTRAINT denominator_kind_form CHECK (kind ~ '^[a-z][a-z0-9_]{0,59}$'),
	organisation_id bigint CONSTRAINT denominator_organisation_fk REFERENCES organisation,
	year int NOT NULL CONSTRAINT denominator_year_range CHECK (year BETWEEN 2000 AND 2199),
	month int CONSTRAINT denominator_month_range CHECK (month BETWEEN 1 AND 12),
	value bigint NOT NULL CONSTRAINT denominator_value_range CHECK (value BETWEEN 1 AND 1000000000),
	source text NOT NULL CONSTRAINT denominator_source_length CHECK (length(source) BETWEEN 1 AND 200),
	imported_at timestamptz NOT NULL DEFAULT now(),
	imported_by bigint CONSTRAINT denominator_imported_by_fk REFERENCES person,
	CONSTRAINT denominator_one UNIQUE NULLS NOT DISTINCT (helsefellesskap_id, kind, organisation_id, year, month)
);
COMMENT ON COLUMN denominator.organisation_id IS 'Null: the whole helsefellesskap';
COMMENT ON COLUMN denominator.month IS 'Null: the whole year';
CREATE INDEX denominator_organisation ON denominator (organisation_id) WHERE organisation_id IS NOT NULL;
CREATE INDEX denominator_imported_by ON denominator (imported_by);

ALTER TABLE denominator ENABLE ROW LEVEL SECURITY;
CREATE POLICY denominator_seen ON denominator FOR SELECT TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT acting_ids('helsefellesskap'))::bigint[]) OR (SELECT acting_job()));
CREATE POLICY denominator_imported ON denominator TO samavvik_service
	USING (helsefellesskap_id = ANY ((SELECT acting_as(ARRAY['administrator', 'analyst']))::bigint[]));
GRANT SELECT, INSERT, UPDATE, DELETE ON denominator TO samavvik_service;

CREATE FUNCTION denominator_months(p_helsefellesskap bigint, p_kind text, p_organisation bigint, p_from date, p_to date)
RETURNS TABLE (month date, value double precision) LANGUAGE sql STABLE SET search_path = samavvik, pg_temp
AS $$
	SELECT m.month::date, coalesce(of_month.value, of_year.value / CASE p_kind WHEN 'inhabitants' THEN 1 ELSE 12 END)::double precision
	FROM generate_series(date_trunc('month', p_from::timestamp), p_to::timestamp, interval '1 month') AS m (month)
	LEFT JOIN denominator of_month ON of_month.helsefellesskap_id = p_helsefellesskap AND of_month.kind = p_kind
		AND of_month.organisation_id IS NOT DISTINCT FROM p_organisation
		AND of_month.year = extract(year FROM m.month) AND of_month.month = extract(month FROM m.month)
	LEFT JOIN LATERAL (
		SELECT y.value::double precision FROM denominator y
		WHERE y.helsefellesskap_id = p_helsefellesskap AND y.kind = p_kind AND y.organisation_id IS NOT DISTINCT FROM p_organisation
			AND y.year = extract(year FROM m.month) AND y.month IS NULL) of_year ON true
	ORDER BY 1
$$;
COMMENT ON FUNCTION denominator_months(bigint, text, bigint, date, date) IS
'One row a month of the period, its value null where there is none. A year stands for each of its months: as it is when people are counted, a twelfth otherwise';
REVOKE ALL ON FUNCTION denominator_months(bigint, text, bigint, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION denominator_months(bigint, text, bigint, date, date) TO samavvik_service;
