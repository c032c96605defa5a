-- What the database tests need beside the schema itself. Run as the owner.
CREATE TABLE samavvik.probe (
	number int NOT NULL CONSTRAINT probe_number_unique UNIQUE DEFERRABLE INITIALLY IMMEDIATE,
	text text NOT NULL CONSTRAINT probe_text_short CHECK (length(text) < 20)
);
CREATE VIEW samavvik.probe_view AS SELECT number, text FROM samavvik.probe;
GRANT SELECT, INSERT, UPDATE, DELETE ON samavvik.probe TO samavvik_service;
GRANT SELECT ON samavvik.probe_view TO samavvik_service;

CREATE TABLE samavvik.probe_closed (number int);

-- Refuses the text "late" only when the transaction commits.
CREATE FUNCTION samavvik.probe_check_late() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.text = 'late' THEN
		RAISE EXCEPTION USING errcode = 'SV409', constraint = 'probe_late';
	END IF;
	RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER probe_late AFTER INSERT ON samavvik.probe DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION samavvik.probe_check_late();

CREATE FUNCTION samavvik.probe_raise(state text, name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING errcode = state, constraint = name;
END $$;
