-- The read log: who has looked at what, only ever added to. Never holds anything that was written in a case.

CREATE TABLE read_log (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT read_log_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT read_log_helsefellesskap_fk REFERENCES helsefellesskap,
	-- Null when the log itself was looked into.
	deviation_id bigint CONSTRAINT read_log_deviation_fk REFERENCES deviation,
	-- Null for commands, and for whoever follows a case by its receipt code.
	person_id bigint CONSTRAINT read_log_person_fk REFERENCES person,
	what text NOT NULL CONSTRAINT read_log_what_known
		CHECK (what IN ('case', 'patient_reference', 'export', 'receipt_case', 'readers', 'read_log')),
	at timestamptz NOT NULL DEFAULT now(),
	detail jsonb NOT NULL DEFAULT '{}',
	CONSTRAINT read_log_case_named CHECK ((what = 'read_log') = (deviation_id IS NULL))
);
CREATE INDEX read_log_of_case ON read_log (deviation_id, person_id, what, at);
CREATE INDEX read_log_of_person ON read_log (person_id, id);
CREATE INDEX read_log_of_helsefellesskap ON read_log (helsefellesskap_id, id);

-- For tables that are only ever added to: also their owner is refused. A superuser can switch this off; the seals find that.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN
	RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER read_log_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON read_log
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION acting_protects() RETURNS bigint[] LANGUAGE sql STABLE
AS $$ SELECT coalesce(array_agg(DISTINCT helsefellesskap_id), '{}') FROM membership
	WHERE person_id = acting_person() AND role = 'data_protection_officer'
		AND valid_from <= current_date AND (valid_to IS NULL OR valid_to > current_date) $$;
COMMENT ON FUNCTION acting_protects() IS 'Helsefellesskap whose data protection officer the acting person is';

ALTER TABLE read_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_log_seen ON read_log FOR SELECT TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT acting_protects())::bigint[]));
GRANT SELECT ON read_log TO samavvik_service;

-- Records that the acting person has been shown something of a case; belongs in the statement or transaction that shows it.
-- A case read again by the same person within ten minutes is the same look: false, and nothing is written.
CREATE FUNCTION note_read(p_deviation bigint, p_what text, p_detail jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	IF p_what = 'case' AND EXISTS (SELECT 1 FROM read_log WHERE deviation_id = p_deviation AND person_id = acting_person()
			AND what = 'case' AND at > now() - interval '10 minutes') THEN
		RETURN false;
	END IF;
	INSERT INTO read_log (helsefellesskap_id, deviation_id, person_id, what, detail)
	SELECT helsefellesskap_id, id, acting_person(), p_what, coalesce(p_detail, '{}') FROM deviation WHERE id = p_deviation;
	RETURN FOUND;
END
$$;
COMMENT ON FUNCTION note_read(bigint, text, jsonb) IS
'Records a look at a case: what is case, patient_reference, export or receipt_case; detail (or null) holds codes and ids, never '
'text. A WITH query that nothing reads is not run, so call it in what the statement answers with';

REVOKE ALL ON FUNCTION note_read(bigint, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_read(bigint, text, jsonb) TO samavvik_service;
