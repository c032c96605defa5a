-- What was learnt, in the report: how many points were published in the half-year, how many of them at least one party says are done at its
-- place, and how often a party said so of any point in that time. Counted when the report is counted, so that it stays as it is; a report of
-- before has none of it, and its document and hash stay the same. They are organisations and published texts, so nothing is hidden.
ALTER TABLE report ADD COLUMN points jsonb;
GRANT UPDATE (points) ON report TO samavvik_service;

CREATE FUNCTION report_points(p_helsefellesskap bigint, p_half_year date) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	first timestamptz := p_half_year::timestamp AT TIME ZONE 'Europe/Oslo';
	after_last timestamptz := (p_half_year + interval '6 months') AT TIME ZONE 'Europe/Oslo';
BEGIN
	IF NOT acting_job() THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_build_object('published', count(*) FILTER (WHERE l.published), 'taken_up', count(*) FILTER (WHERE l.published AND l.done > 0),
			'done', coalesce(sum(l.done_now), 0))
		FROM (SELECT n.status = 'published' AND n.published_at >= first AND n.published_at < after_last AS published, count(m) AS done,
				count(m) FILTER (WHERE m.at >= first AND m.at < after_last) AS done_now
			FROM learning_note n LEFT JOIN note_mark m ON m.learning_note_id = n.id AND m.kind = 'done'
			WHERE n.helsefellesskap_id = p_helsefellesskap GROUP BY n.id) l);
END
$$;
REVOKE ALL ON FUNCTION report_points(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report_points(bigint, date) TO samavvik_service;

CREATE OR REPLACE FUNCTION keep_approved_report() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN
	IF OLD.state IN ('approved', 'replaced')
			AND (NEW.state <> 'replaced' OR OLD.state <> 'approved'
				OR (NEW.dimensions, NEW.measures, NEW.smallest_shown, NEW.data_version, NEW.hash, NEW.remarks, NEW.points, NEW.made_at, NEW.approved_at)
				IS DISTINCT FROM (OLD.dimensions, OLD.measures, OLD.smallest_shown, OLD.data_version, OLD.hash, OLD.remarks, OLD.points, OLD.made_at,
					OLD.approved_at)) THEN
		RAISE EXCEPTION 'report %: approved, and stays as it is', OLD.id USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION report_document(p_report bigint) RETURNS text LANGUAGE sql STABLE
AS $$
	SELECT (jsonb_build_object('helsefellesskap', h.code, 'half_year', half_year_code(r.half_year), 'version', r.version,
		'smallest_shown', r.smallest_shown, 'data_version', r.data_version, 'dimensions', r.dimensions, 'measures', r.measures,
		'tables', (SELECT jsonb_object_agg(t.dimensions, jsonb_build_object('cells', t.cells, 'times', t.times)) FROM report_table t
			WHERE t.report_id = r.id)) || CASE WHEN r.points IS NULL THEN '{}' ELSE jsonb_build_object('points', r.points) END)::text
	FROM report r JOIN helsefellesskap h ON h.id = r.helsefellesskap_id WHERE r.id = p_report
$$;
