-- Filing in a minute: the service a report is about, drafts that follow the person, and the time it took.

-- Where the report concerns a service of the other party (messages between parties are addressed to one); it knows its area.
ALTER TABLE deviation ADD COLUMN other_service_id bigint CONSTRAINT deviation_other_service_fk REFERENCES service;

-- A report somebody has begun, on whatever device. Its id is the Idempotency-Key it will be filed with, so a draft that was filed is
-- known by that, at the moment of the filing.
CREATE TABLE draft (
	person_id bigint NOT NULL CONSTRAINT draft_person_fk REFERENCES person,
	id text NOT NULL CONSTRAINT draft_id_length CHECK (length(id) BETWEEN 1 AND 64),
	report jsonb NOT NULL,
	version int NOT NULL DEFAULT 1,
	updated_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT draft_pk PRIMARY KEY (person_id, id)
);
CREATE INDEX draft_updated ON draft (updated_at);

CREATE FUNCTION draft_filed(p_person bigint, p_id text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT EXISTS (SELECT 1 FROM idempotency i
	WHERE i.person_id = p_person AND i.operation = 'submit_deviation' AND i.key = p_id) $$;

ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY draft_own ON draft TO samavvik_service USING (person_id = (SELECT acting_person()));
CREATE POLICY draft_purge ON draft FOR DELETE TO samavvik_service USING ((SELECT acting_job()));
CREATE POLICY draft_to_purge ON draft FOR SELECT TO samavvik_service USING ((SELECT acting_job()));
GRANT SELECT, INSERT, DELETE ON draft TO samavvik_service;
GRANT UPDATE (report, version, updated_at) ON draft TO samavvik_service;

-- The same counts as before, and the median of how long filing took, hidden as a small count is.
CREATE OR REPLACE FUNCTION learning_counts(p_helsefellesskap text) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	h helsefellesskap;
	first_day date := date_trunc('month', now() AT TIME ZONE 'Europe/Oslo')::date - interval '23 months';
	months jsonb;
	categories jsonb;
	filing json;
BEGIN
	SELECT * INTO h FROM helsefellesskap WHERE code = p_helsefellesskap AND id = ANY (acting_ids('helsefellesskap'));
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	-- One pass over the cases, two groupings.
	WITH counted AS (
		SELECT date_trunc('month', submitted_at AT TIME ZONE 'Europe/Oslo') AS month, category, count(*) AS n,
			grouping(category) AS by_month
		FROM deviation
		WHERE helsefellesskap_id = h.id AND submitted_at >= first_day::timestamp AT TIME ZONE 'Europe/Oslo'
		GROUP BY GROUPING SETS ((1), (2))
	)
	SELECT
		(SELECT hide_small(jsonb_object_agg(to_char(m, 'YYYY-MM'), coalesce(c.n, 0)), h.smallest_shown)
			FROM generate_series(first_day::timestamp, now() AT TIME ZONE 'Europe/Oslo', interval '1 month') m
			LEFT JOIN counted c ON c.by_month = 1 AND c.month = m),
		(SELECT hide_small(jsonb_object_agg(v.code, coalesce(c.n, 0)), h.smallest_shown)
			FROM (SELECT DISTINCT code FROM code_value WHERE helsefellesskap_id = h.id AND list = 'category') v
			LEFT JOIN counted c ON c.by_month = 0 AND c.category = v.code)
	INTO months, categories;
	SELECT json_build_object('state', CASE WHEN n = 0 THEN 'no_data' WHEN n < h.smallest_shown THEN 'suppressed' ELSE 'shown' END,
		'seconds', CASE WHEN n >= h.smallest_shown THEN median END)
	INTO filing
	FROM (SELECT count(*) AS n, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY filing_seconds))::int AS median
		FROM deviation WHERE helsefellesskap_id = h.id AND filing_seconds IS NOT NULL
			AND submitted_at >= first_day::timestamp AT TIME ZONE 'Europe/Oslo') timed;
	RETURN json_build_object(
		'from', first_day, 'to', (now() AT TIME ZONE 'Europe/Oslo')::date, 'smallest_shown', h.smallest_shown,
		'filing_time', filing,
		'by_month', (SELECT coalesce(json_agg(json_build_object('month', key, 'cell', value) ORDER BY key), '[]')
			FROM jsonb_each(months)),
		'by_category', (SELECT coalesce(json_agg(json_build_object('category', v.code, 'cell', categories -> v.code)
				ORDER BY v.position), '[]')
			FROM (SELECT DISTINCT ON (code) code, position FROM code_value
				WHERE helsefellesskap_id = h.id AND list = 'category' ORDER BY code, valid_from DESC) v));
END
$$;
