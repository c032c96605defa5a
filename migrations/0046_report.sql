-- The learning report. A half-year is counted once, when it is over, into tables in which small numbers are hidden already, and
-- everything that shows numbers reads those tables and nothing else: so no two answers can be subtracted to find what is hidden.

-- Who was on Helseplattformen from when, for the share of cases between those who are and those who are not.
ALTER TABLE organisation ADD COLUMN helseplattformen_from date;

-- What can be counted by, in the order in which a table names its dimensions. At most two filters and one more
-- dimension meet in a table; the columns of report_facts come in the same order.
CREATE TABLE report_dimension (
	name text NOT NULL CONSTRAINT report_dimension_pk PRIMARY KEY,
	position int NOT NULL CONSTRAINT report_dimension_position_unique UNIQUE,
	filter boolean NOT NULL,
	code_list text
);
INSERT INTO report_dimension (name, position, filter, code_list) VALUES
	('kind', 1, true, 'kind'),
	('category', 2, true, 'category'),
	('council', 3, true, NULL),
	('direction', 4, true, NULL),
	('counterpart', 5, true, NULL),
	('service_area', 6, true, 'service_area'),
	('patient_group', 7, true, 'patient_group'),
	('month', 8, false, NULL),
	('phase', 9, false, 'phase'),
	('agreement_point', 10, false, 'agreement_point'),
	('hph_item', 11, false, 'hph_item'),
	('actual_harm', 12, false, 'harm'),
	('potential_harm', 13, false, 'harm'),
	('helseplattformen', 14, false, NULL),
	('status', 15, false, 'status'),
	('promise', 16, false, NULL),
	('feedback', 17, false, 'feedback_mode'),
	('reopened', 18, false, NULL);

-- What the analysis group and the joint committee chose to count, in versions (seed 003, 6.1.1). Where there is none, all of it.
CREATE TABLE report_definition (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT report_definition_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT report_definition_helsefellesskap_fk REFERENCES helsefellesskap,
	version int NOT NULL,
	dimensions text[] NOT NULL CONSTRAINT report_definition_some_dimensions CHECK (cardinality(dimensions) > 0),
	measures text[] NOT NULL,
	note text NOT NULL CONSTRAINT report_definition_note_length CHECK (length(note) BETWEEN 3 AND 2000),
	made_by bigint NOT NULL CONSTRAINT report_definition_maker_fk REFERENCES person,
	made_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT report_definition_version_unique UNIQUE (helsefellesskap_id, version)
);

CREATE TABLE report (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT report_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT report_helsefellesskap_fk REFERENCES helsefellesskap,
	half_year date NOT NULL CONSTRAINT report_half_year_begins
		CHECK (extract(day FROM half_year) = 1 AND extract(month FROM half_year) IN (1, 7)),
	version int NOT NULL,
	-- Requested until it is counted; a draft until somebody approves it; replaced when a later version was approved.
	state text NOT NULL DEFAULT 'requested' CONSTRAINT report_state_known
		CHECK (state IN ('requested', 'draft', 'approved', 'replaced')),
	definition_id bigint CONSTRAINT report_definition_fk REFERENCES report_definition,
	dimensions text[] NOT NULL DEFAULT '{}',
	measures text[] NOT NULL DEFAULT '{}',
	smallest_shown int,
	-- SHA-256 of the facts that were counted, and of the tables that came of them.
	data_version text,
	hash text,
	what_changed text CONSTRAINT report_what_changed_length CHECK (length(what_changed) BETWEEN 3 AND 2000),
	remarks jsonb NOT NULL DEFAULT '[]',
	row_version int NOT NULL DEFAULT 1,
	requested_by bigint CONSTRAINT report_requester_fk REFERENCES person,
	requested_at timestamptz NOT NULL DEFAULT now(),
	made_at timestamptz,
	approved_by bigint CONSTRAINT report_approver_fk REFERENCES person,
	approved_at timestamptz,
	CONSTRAINT report_version_unique UNIQUE (helsefellesskap_id, half_year, version),
	CONSTRAINT report_later_version_says_why CHECK (version = 1 OR what_changed IS NOT NULL),
	CONSTRAINT report_counted CHECK ((state = 'requested') = (made_at IS NULL)),
	CONSTRAINT report_approved_when CHECK ((state IN ('approved', 'replaced')) = (approved_at IS NOT NULL))
);
CREATE UNIQUE INDEX report_one_approved ON report (helsefellesskap_id, half_year) WHERE state = 'approved';
CREATE UNIQUE INDEX report_one_in_work ON report (helsefellesskap_id, half_year) WHERE state IN ('requested', 'draft');

-- Counts of one half-year by up to three dimensions. cells: values joined by | → the count, or -1 where it is hidden; what is not
-- there is zero. times: measure → values → [median, 90th percentile].
CREATE TABLE report_table (
	report_id bigint NOT NULL CONSTRAINT report_table_report_fk REFERENCES report ON DELETE CASCADE,
	dimensions text NOT NULL,
	cells jsonb NOT NULL,
	times jsonb,
	CONSTRAINT report_table_pk PRIMARY KEY (report_id, dimensions)
);

ALTER TABLE report_dimension ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_definition ENABLE ROW LEVEL SECURITY;
ALTER TABLE report ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_table ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION acting_reports() RETURNS bigint[] LANGUAGE sql STABLE
AS $$ SELECT acting_as(ARRAY['secretariat', 'analyst']) $$;
COMMENT ON FUNCTION acting_reports() IS 'Helsefellesskap whose reports the acting person prepares';

CREATE POLICY report_dimension_seen ON report_dimension FOR SELECT TO samavvik_service USING (true);
CREATE POLICY report_definition_seen ON report_definition FOR SELECT TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT acting_ids('helsefellesskap'))::bigint[]) OR (SELECT acting_job()));
CREATE POLICY report_definition_made ON report_definition FOR INSERT TO samavvik_service WITH CHECK (
	made_by = (SELECT acting_person()) AND helsefellesskap_id = ANY ((SELECT acting_reports())::bigint[]));
-- A replaced version is read by those who prepare reports alone: beside the one that holds it would give small changes away.
CREATE POLICY report_seen ON report FOR SELECT TO samavvik_service USING (
	(state = 'approved' AND helsefellesskap_id = ANY ((SELECT acting_ids('helsefellesskap'))::bigint[]))
	OR helsefellesskap_id = ANY ((SELECT acting_reports())::bigint[]) OR (SELECT acting_job()));
CREATE POLICY report_requested ON report FOR INSERT TO samavvik_service WITH CHECK (
	state = 'requested' AND ((SELECT acting_job())
		OR (requested_by = (SELECT acting_person()) AND helsefellesskap_id = ANY ((SELECT acting_reports())::bigint[]))));
CREATE POLICY report_worked_on ON report FOR UPDATE TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT acting_reports())::bigint[]) OR (SELECT acting_job()));
CREATE POLICY report_discarded ON report FOR DELETE TO samavvik_service USING (
	state IN ('requested', 'draft') AND helsefellesskap_id = ANY ((SELECT acting_reports())::bigint[]));
CREATE POLICY report_table_seen ON report_table FOR SELECT TO samavvik_service USING (
	EXISTS (SELECT 1 FROM report r WHERE r.id = report_id));
CREATE POLICY report_table_made ON report_table FOR INSERT TO samavvik_service WITH CHECK ((SELECT acting_job()));

GRANT SELECT ON report_dimension TO samavvik_service;
GRANT SELECT, INSERT ON report_definition, report_table TO samavvik_service;
GRANT SELECT, INSERT, DELETE ON report TO samavvik_service;
GRANT UPDATE (state, dimensions, measures, smallest_shown, data_version, hash, remarks, row_version, made_at, approved_by, approved_at)
	ON report TO samavvik_service;

-- What was approved stays as it is, but that a later version replaces it.
CREATE FUNCTION keep_approved_report() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN
	IF OLD.state IN ('approved', 'replaced')
			AND (NEW.state <> 'replaced' OR OLD.state <> 'approved'
				OR (NEW.dimensions, NEW.measures, NEW.smallest_shown, NEW.data_version, NEW.hash, NEW.remarks, NEW.made_at, NEW.approved_at)
				IS DISTINCT FROM (OLD.dimensions, OLD.measures, OLD.smallest_shown, OLD.data_version, OLD.hash, OLD.remarks, OLD.made_at, OLD.approved_at)) THEN
		RAISE EXCEPTION 'report %: approved, and stays as it is', OLD.id USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER report_kept BEFORE UPDATE ON report FOR EACH ROW EXECUTE FUNCTION keep_approved_report();

-- The other party beside the hospital: a municipality, with the GP offices in it; else who they are.
CREATE FUNCTION report_counterpart(p_reporter organisation, p_other organisation) RETURNS text LANGUAGE sql STABLE
AS $$
	SELECT CASE WHEN o.party = 'gp' THEN coalesce((SELECT m.code FROM organisation m
		WHERE m.party = 'municipality' AND m.municipality_number = o.municipality_number ORDER BY m.id LIMIT 1), 'gp') ELSE o.code END
	FROM (SELECT (CASE WHEN (p_reporter).party = 'hospital' THEN p_other ELSE p_reporter END).*) o
$$;

-- 2026-1 is January to June 2026.
CREATE FUNCTION half_year_code(p_first_day date) RETURNS text LANGUAGE sql IMMUTABLE
AS $$ SELECT to_char(p_first_day, 'YYYY-') || CASE WHEN extract(month FROM p_first_day) = 1 THEN 1 ELSE 2 END $$;
CREATE FUNCTION half_year_begins(p_code text) RETURNS date LANGUAGE sql IMMUTABLE
AS $$ SELECT make_date(split_part(p_code, '-', 1)::int, CASE split_part(p_code, '-', 2) WHEN '1' THEN 1 ELSE 7 END, 1) $$;

-- The values joined by | in the order of report_dimension.
CREATE FUNCTION report_place(p_dimensions text[]) RETURNS text LANGUAGE sql STABLE
AS $$ SELECT coalesce(string_agg(name, ',' ORDER BY position), '') FROM report_dimension WHERE name = ANY (p_dimensions) $$;
COMMENT ON FUNCTION report_place(text[]) IS 'Name of the table that counts by these dimensions';
CREATE FUNCTION report_index(p_dimensions text[], p_name text) RETURNS int LANGUAGE sql STABLE
AS $$ SELECT array_position(string_to_array(report_place(p_dimensions), ','), p_name) $$;
COMMENT ON FUNCTION report_index(text[], text) IS 'Which part of a key of that table is the value of this dimension';

-- What a number says: shown, zero, suppressed (at_least: what is shown of it in parts), or no data.
CREATE FUNCTION report_cell(p_reports bigint, p_hidden boolean, p_sum bigint) RETURNS json LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN p_reports = 0 THEN json_build_object('state', 'no_data', 'count', NULL, 'at_least', NULL)
		WHEN p_hidden THEN json_build_object('state', 'suppressed', 'count', NULL, 'at_least', nullif(p_sum, 0))
		WHEN coalesce(p_sum, 0) = 0 THEN json_build_object('state', 'zero', 'count', 0, 'at_least', NULL)
		ELSE json_build_object('state', 'shown', 'count', p_sum, 'at_least', NULL) END
$$;

-- The text whose SHA-256 is the hash of a report: all that was counted, and by which rules.
CREATE FUNCTION report_document(p_report bigint) RETURNS text LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('helsefellesskap', h.code, 'half_year', half_year_code(r.half_year), 'version', r.version,
		'smallest_shown', r.smallest_shown, 'data_version', r.data_version, 'dimensions', r.dimensions, 'measures', r.measures,
		'tables', (SELECT jsonb_object_agg(t.dimensions, jsonb_build_object('cells', t.cells, 'times', t.times)) FROM report_table t
			WHERE t.report_id = r.id))::text
	FROM report r JOIN helsefellesskap h ON h.id = r.helsefellesskap_id WHERE r.id = p_report
$$;

-- The first half-year that is not over.
CREATE FUNCTION next_half_year() RETURNS date LANGUAGE sql STABLE
AS $$
	SELECT make_date(extract(year FROM day)::int, CASE WHEN extract(month FROM day) < 7 THEN 1 ELSE 7 END, 1) FROM (SELECT (now() AT TIME ZONE 'Europe/Oslo')::date AS day) today
$$;

-- One version of a report as those see it who may.
CREATE FUNCTION report_json(r report) RETURNS json LANGUAGE sql STABLE
AS $$
	SELECT CASE WHEN r.id IS NOT NULL THEN json_build_object('id', r.id::text, 'half_year', half_year_code(r.half_year), 'version', r.version,
		'state', r.state, 'what_changed', r.what_changed, 'smallest_shown', r.smallest_shown, 'data_version', r.data_version,
		'hash', r.hash, 'remarks', r.remarks, 'requested_at', time_json(r.requested_at), 'made_at', time_json(r.made_at),
		'approved_at', time_json(r.approved_at),
		'approved_by', (SELECT p.name FROM person p WHERE p.id = r.approved_by), 'row_version', r.row_version) END
$$;
