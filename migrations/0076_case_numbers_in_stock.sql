-- Case numbers still come without gaps, and filings do not wait for each other any more. A counter that is moved in the filing transaction is locked
-- until its commit, and every other report of the helsefellesskap waits for it. Instead there are always some free numbers in stock; a report takes
-- the lowest that nobody else has in hand by deleting its row, and whoever rolls back leaves it to the next. Older programs move
-- the counter, which is past everything in stock, so its grants stay.

CREATE TABLE free_case_number (
	helsefellesskap_id bigint NOT NULL,
	year int NOT NULL,
	serial int NOT NULL,
	CONSTRAINT free_case_number_pk PRIMARY KEY (helsefellesskap_id, year, serial)
);
ALTER TABLE free_case_number ENABLE ROW LEVEL SECURITY;
-- Compared once for each report, so without the subselects that spare a scan of many rows.
CREATE POLICY free_case_number_member ON free_case_number TO samavvik_service
	USING (helsefellesskap_id = ANY (acting_ids('helsefellesskap')) OR acting_job());
-- UPDATE is asked for by FOR UPDATE.
GRANT SELECT, UPDATE, DELETE ON free_case_number TO samavvik_service;

-- Puts the next 64 numbers of a helsefellesskap and year in stock, unless enough are there. One at a time: the counter's row is locked until the
-- commit, and whoever waited for it finds what the other one put there.
CREATE FUNCTION stock_case_numbers(p_helsefellesskap bigint, p_year int) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	upto int;
BEGIN
	IF NOT (p_helsefellesskap = ANY (acting_ids('helsefellesskap')) OR acting_job()) THEN
		RAISE EXCEPTION 'not a member of helsefellesskap %', p_helsefellesskap USING ERRCODE = 'insufficient_privilege';
	END IF;
	INSERT INTO case_counter (helsefellesskap_id, year, last) VALUES (p_helsefellesskap, p_year, 0)
	ON CONFLICT ON CONSTRAINT case_counter_pk DO NOTHING;
	PERFORM 1 FROM case_counter c WHERE c.helsefellesskap_id = p_helsefellesskap AND c.year = p_year FOR UPDATE;
	-- Those that others have in hand count as well, unless that is all of them.
	IF (SELECT count(*) FROM free_case_number f WHERE f.helsefellesskap_id = p_helsefellesskap AND f.year = p_year) > 48
			AND EXISTS (SELECT 1 FROM free_case_number f WHERE f.helsefellesskap_id = p_helsefellesskap AND f.year = p_year
				LIMIT 1 FOR UPDATE SKIP LOCKED) THEN
		RETURN false;
	END IF;
	UPDATE case_counter c SET last = c.last + 64 WHERE c.helsefellesskap_id = p_helsefellesskap AND c.year = p_year
	RETURNING c.last INTO upto;
	INSERT INTO free_case_number (helsefellesskap_id, year, serial)
	SELECT p_helsefellesskap, p_year, serial FROM generate_series(upto - 63, upto) AS serial;
	RETURN true;
END
$$;
REVOKE ALL ON FUNCTION stock_case_numbers FROM PUBLIC;
GRANT EXECUTE ON FUNCTION stock_case_numbers TO samavvik_service;
