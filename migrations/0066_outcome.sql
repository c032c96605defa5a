-- Whether the parties settled a case between them, and whether they agree on what came of it: the council says so when it closes the
-- case, and the report counts it. A case that is reopened keeps what was said until it is closed again; each closing says in its event
-- what was said then.
CREATE DOMAIN party_agreement AS text CONSTRAINT party_agreement_known CHECK (VALUE IN ('yes', 'partly', 'no'));
ALTER TABLE deviation ADD COLUMN resolved_by_dialogue boolean, ADD COLUMN parties_agree party_agreement;
GRANT UPDATE (resolved_by_dialogue, parties_agree) ON deviation TO samavvik_service;

-- What a closing says, for its event.
CREATE FUNCTION closing_detail(p_feedback text, p_dialogue boolean, p_agree text) RETURNS jsonb LANGUAGE sql IMMUTABLE
AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('feedback_mode', p_feedback, 'resolved_by_dialogue', p_dialogue, 'parties_agree', p_agree))
$$;

-- As before, and with what is new of the closing. The program that does not know it leaves it out.
DROP FUNCTION enter_past(bigint, date, date, text, date, text, date);
CREATE FUNCTION enter_past(p_deviation bigint, p_received date, p_answered date, p_answer text, p_closed date, p_feedback text, p_promised date,
	p_dialogue boolean DEFAULT NULL, p_agree text DEFAULT NULL)
RETURNS SETOF deviation
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	filed timestamptz;
	said bigint;
	moment timestamptz;
BEGIN
	SELECT d.submitted_at INTO filed FROM deviation d JOIN event e ON e.deviation_id = d.id AND e.sequence = 1
	WHERE d.id = p_deviation AND d.external_system = 'import' AND d.version = 1 AND e.at = now();
	IF NOT acting_job() OR filed IS NULL THEN
		RETURN;
	END IF;
	IF p_received IS NOT NULL THEN
		UPDATE deviation SET status = 'received', received_at = past_moment(filed, p_received), version = version + 1, last_event = last_event + 1
		WHERE id = p_deviation;
		PERFORM enter_past_event(p_deviation, 'acknowledged', p_received, '{}');
	END IF;
	IF p_answered IS NOT NULL THEN
		moment := past_moment(filed, p_answered);
		INSERT INTO message (deviation_id, audience, is_answer, text, side, at) VALUES (p_deviation, 'dialogue', true, p_answer, 'council', moment)
		RETURNING id INTO said;
		UPDATE deviation SET status = 'answered', received_at = coalesce(received_at, moment), answered_at = moment,
			answer_promised_at = coalesce((p_promised + time '23:59') AT TIME ZONE 'Europe/Oslo', answer_promised_at),
			version = version + 1, last_event = last_event + 1 WHERE id = p_deviation;
		PERFORM enter_past_event(p_deviation, 'answered', p_answered, jsonb_build_object('message_id', said));
	END IF;
	IF p_closed IS NOT NULL THEN
		UPDATE deviation SET status = 'closed', closed_at = past_moment(filed, p_closed), feedback_mode = p_feedback,
			resolved_by_dialogue = p_dialogue, parties_agree = p_agree, version = version + 1, last_event = last_event + 1
		WHERE id = p_deviation;
		PERFORM enter_past_event(p_deviation, 'closed', p_closed, closing_detail(p_feedback, p_dialogue, p_agree));
		DELETE FROM announcement WHERE deviation_id = p_deviation;
	END IF;
	RETURN QUERY SELECT * FROM deviation WHERE id = p_deviation;
END
$$;
REVOKE ALL ON FUNCTION enter_past(bigint, date, date, text, date, text, date, boolean, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enter_past(bigint, date, date, text, date, text, date, boolean, text) TO samavvik_service;

-- Both are counted. What was not counted from the beginning is in no answer, and in no digest of the facts, of a report that does not count
-- it: so those that were made before stay as they are in every form, and a definition from before leads to the same numbers and hashes.
ALTER TABLE report_dimension ADD COLUMN later boolean NOT NULL DEFAULT false;
INSERT INTO report_dimension (name, position, filter, code_list, later) VALUES
	('dialogue', 19, false, NULL, true),
	('parties_agree', 20, false, NULL, true);
