-- Learning: points for everyone, counts that expose nobody, and the learning summary by mail.

CREATE TABLE learning_note (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT learning_note_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT learning_note_helsefellesskap_fk REFERENCES helsefellesskap,
	deviation_id bigint CONSTRAINT learning_note_deviation_fk REFERENCES deviation,
	council_id bigint NOT NULL CONSTRAINT learning_note_council_fk REFERENCES council,
	category text NOT NULL,
	title text NOT NULL CONSTRAINT learning_note_title_length CHECK (length(title) BETWEEN 3 AND 120),
	text text NOT NULL CONSTRAINT learning_note_text_length CHECK (length(text) BETWEEN 3 AND 4000),
	status text NOT NULL DEFAULT 'proposed' CONSTRAINT learning_note_status_known
		CHECK (status IN ('proposed', 'published')),
	version int NOT NULL DEFAULT 1,
	proposed_by bigint CONSTRAINT learning_note_proposer_fk REFERENCES person,
	proposed_at timestamptz NOT NULL DEFAULT now(),
	published_by bigint CONSTRAINT learning_note_publisher_fk REFERENCES person,
	published_at timestamptz,
	CONSTRAINT learning_note_published_when CHECK ((status = 'published') = (published_at IS NOT NULL))
);
CREATE INDEX learning_note_published ON learning_note (helsefellesskap_id, id DESC) WHERE status = 'published';
CREATE INDEX learning_note_of_deviation ON learning_note (deviation_id);

CREATE TABLE subscription (
	person_id bigint NOT NULL CONSTRAINT subscription_person_fk REFERENCES person,
	helsefellesskap_id bigint NOT NULL CONSTRAINT subscription_helsefellesskap_fk REFERENCES helsefellesskap,
	frequency text NOT NULL CONSTRAINT subscription_frequency_known CHECK (frequency IN ('weekly')),
	language text NOT NULL CONSTRAINT subscription_language_known CHECK (language IN ('nb', 'nn', 'en')),
	created_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT subscription_pk PRIMARY KEY (person_id, helsefellesskap_id)
);

-- One learning summary, the points it held, and (in the outbox) exactly who it went to.
CREATE TABLE digest (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT digest_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT digest_helsefellesskap_fk REFERENCES helsefellesskap,
	created_at timestamptz NOT NULL DEFAULT now()
);

-- A point goes out once.
CREATE TABLE digest_note (
	digest_id bigint NOT NULL CONSTRAINT digest_note_digest_fk REFERENCES digest,
	learning_note_id bigint NOT NULL CONSTRAINT digest_note_note_fk REFERENCES learning_note,
	position int NOT NULL,
	CONSTRAINT digest_note_pk PRIMARY KEY (digest_id, learning_note_id),
	CONSTRAINT digest_note_once UNIQUE (learning_note_id)
);

ALTER TABLE learning_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscription ENABLE ROW LEVEL SECURITY;
ALTER TABLE digest ENABLE ROW LEVEL SECURITY;
ALTER TABLE digest_note ENABLE ROW LEVEL SECURITY;

CREATE POLICY learning_note_seen ON learning_note FOR SELECT TO samavvik_service USING (
	(status = 'published' AND helsefellesskap_id = ANY ((SELECT acting_ids('helsefellesskap'))::bigint[]))
	OR council_id = ANY ((SELECT acting_ids('councils'))::bigint[])
	OR (SELECT acting_job()));
CREATE POLICY learning_note_proposed ON learning_note FOR INSERT TO samavvik_service WITH CHECK (
	proposed_by = (SELECT acting_person()) AND council_id = ANY ((SELECT acting_ids('councils'))::bigint[]));
CREATE POLICY learning_note_worked_on ON learning_note FOR UPDATE TO samavvik_service USING (
	council_id = ANY ((SELECT acting_ids('councils'))::bigint[]));
CREATE POLICY subscription_own ON subscription TO samavvik_service
	USING (person_id = (SELECT acting_person()) OR (SELECT acting_job()))
	WITH CHECK (person_id = (SELECT acting_person())
		AND helsefellesskap_id = ANY ((SELECT acting_ids('helsefellesskap'))::bigint[]));
CREATE POLICY digest_job ON digest TO samavvik_service USING ((SELECT acting_job()));
CREATE POLICY digest_note_job ON digest_note TO samavvik_service USING ((SELECT acting_job()));

GRANT SELECT, INSERT ON learning_note TO samavvik_service;
GRANT UPDATE (status, version, published_by, published_at) ON learning_note TO samavvik_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON subscription TO samavvik_service;
GRANT SELECT, INSERT ON digest, digest_note TO samavvik_service;

-- Counts with small numbers hidden. The only way to numbers about cases one may not see, and it asks who is asking.
-- A count below the smallest shown is hidden; when anything is hidden, the smallest counts above are hidden too, until at
-- least two are hidden, together they hold the smallest shown, and they are not all ones (whoever knows the sum would know
-- each): so no hidden count is a difference of shown ones.
CREATE FUNCTION hide_small(p_counts jsonb, p_smallest int) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = samavvik, pg_temp
AS $$
	SELECT coalesce(jsonb_object_agg(key, CASE
		WHEN n = 0 THEN jsonb_build_object('state', 'zero', 'count', 0)
		WHEN n < p_smallest OR (small > 0 AND (before < 2 OR sum_before < p_smallest OR sum_before <= before))
			THEN jsonb_build_object('state', 'suppressed', 'count', NULL)
		ELSE jsonb_build_object('state', 'shown', 'count', n) END), '{}')
	FROM (
		SELECT key, n,
			count(*) FILTER (WHERE n BETWEEN 1 AND p_smallest - 1) OVER () AS small,
			count(*) FILTER (WHERE n > 0) OVER earlier AS before,
			coalesce(sum(n) OVER earlier, 0) AS sum_before
		FROM (SELECT key, value::int AS n FROM jsonb_each_text(p_counts)) counted
		WINDOW earlier AS (ORDER BY n, key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
	) ranked
$$;

CREATE FUNCTION learning_counts(p_helsefellesskap text) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	h helsefellesskap;
	first_day date := date_trunc('month', now() AT TIME ZONE 'Europe/Oslo')::date - interval '23 months';
	months jsonb;
	categories jsonb;
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
	RETURN json_build_object(
		'from', first_day, 'to', (now() AT TIME ZONE 'Europe/Oslo')::date, 'smallest_shown', h.smallest_shown,
		'by_month', (SELECT coalesce(json_agg(json_build_object('month', key, 'cell', value) ORDER BY key), '[]')
			FROM jsonb_each(months)),
		'by_category', (SELECT coalesce(json_agg(json_build_object('category', v.code, 'cell', categories -> v.code)
				ORDER BY v.position), '[]')
			FROM (SELECT DISTINCT ON (code) code, position FROM code_value
				WHERE helsefellesskap_id = h.id AND list = 'category' ORDER BY code, valid_from DESC) v));
END
$$;

REVOKE ALL ON FUNCTION learning_counts(text), hide_small(jsonb, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION learning_counts(text) TO samavvik_service;
