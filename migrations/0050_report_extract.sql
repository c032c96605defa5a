-- Numbers taken out for a purpose of their own (seed 003, 6.1.2): protected as the report is, and on record with who, when, why and what.
CREATE TABLE report_extract (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT report_extract_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT report_extract_helsefellesskap_fk REFERENCES helsefellesskap,
	made_by bigint NOT NULL CONSTRAINT report_extract_maker_fk REFERENCES person,
	made_at timestamptz NOT NULL DEFAULT now(),
	purpose text NOT NULL CONSTRAINT report_extract_purpose_length CHECK (length(purpose) BETWEEN 10 AND 500),
	format text NOT NULL CONSTRAINT report_extract_format_known CHECK (format IN ('csv', 'xlsx')),
	row_dimension text NOT NULL,
	column_dimension text NOT NULL,
	filter_names text[] NOT NULL,
	filter_values text[] NOT NULL,
	reports text[] NOT NULL
);
COMMENT ON COLUMN report_extract.reports IS 'The versions it was made of, "2026-1 v2"';
CREATE INDEX report_extract_list ON report_extract (helsefellesskap_id, id DESC);
CREATE INDEX report_extract_maker ON report_extract (made_by);

ALTER TABLE report_extract ENABLE ROW LEVEL SECURITY;
CREATE POLICY report_extract_seen ON report_extract FOR SELECT TO samavvik_service USING (
	made_by = (SELECT acting_person())
	OR helsefellesskap_id = ANY ((SELECT acting_as(ARRAY['secretariat', 'data_protection_officer']))::bigint[]));
CREATE POLICY report_extract_made ON report_extract FOR INSERT TO samavvik_service WITH CHECK (
	made_by = (SELECT acting_person()) AND helsefellesskap_id = ANY ((SELECT acting_reports())::bigint[]));
GRANT SELECT, INSERT ON report_extract TO samavvik_service;
