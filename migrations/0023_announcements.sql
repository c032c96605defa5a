-- Whom a new case is told to is worked out by the workers that send the mail, not while its reporter waits: the filing leaves one
-- row, whatever the number of recipients, and commits with it or not at all.

-- A new case whose councils are not told yet. No foreign keys: a row is written beside its case, and lives for a moment.
CREATE TABLE announcement (
	deviation_id bigint CONSTRAINT announcement_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL,
	-- The one that has the case first: who is in several is told in the name of the first.
	council_ids bigint[] NOT NULL,
	-- Who reported it, and need not be told.
	reporter_person_id bigint,
	created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE announcement ENABLE ROW LEVEL SECURITY;
CREATE POLICY announcement_job ON announcement FOR SELECT TO samavvik_service USING ((SELECT acting_job()));
GRANT SELECT ON announcement TO samavvik_service;

-- The owner's rights, so no policy has to be set up while filing. Names are qualified instead of fixing the search path, which
-- would cost more than the rest.
CREATE FUNCTION announce_case(p_deviation bigint, p_helsefellesskap bigint, p_councils bigint[], p_reporter bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
	INSERT INTO samavvik.announcement (deviation_id, helsefellesskap_id, council_ids, reporter_person_id)
	VALUES (p_deviation, p_helsefellesskap, p_councils, p_reporter);
END
$$;

-- Makes mail of the announcements that have waited longest: each becomes its mail and is gone, in one transaction. SKIP LOCKED:
-- workers of several instances share them and never wait for each other. Returns how many there were.
CREATE FUNCTION tell_councils(p_most int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	a announcement;
	told int := 0;
BEGIN
	FOR a IN
		DELETE FROM announcement WHERE deviation_id = ANY (ARRAY(
			SELECT deviation_id FROM announcement ORDER BY deviation_id LIMIT p_most FOR UPDATE SKIP LOCKED))
		RETURNING *
	LOOP
		PERFORM queue_council_notices('case_new', a.deviation_id, NULL, a.helsefellesskap_id, a.council_ids,
			'case_new:' || a.deviation_id, a.reporter_person_id);
		told := told + 1;
	END LOOP;
	RETURN told;
END
$$;

REVOKE ALL ON FUNCTION announce_case(bigint, bigint, bigint[], bigint), tell_councils(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION announce_case(bigint, bigint, bigint[], bigint), tell_councils(int) TO samavvik_service;
