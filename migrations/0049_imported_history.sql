-- A case from paper may have its history with it. The events say when it was entered, as all events do, and in their detail the day
-- on which it happened: seals go by the time of the event.

-- What became of a case that the transaction has just imported: the same changes and events as by the operations, but nobody is told of
-- what is past. The owner's, because nobody else may take back an announcement, or write a message that has no author.
CREATE FUNCTION enter_past(p_deviation bigint, p_received date, p_answered date, p_answer text, p_closed date, p_feedback text, p_promised date)
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
		UPDATE deviation SET status = 'closed', closed_at = past_moment(filed, p_closed), feedback_mode = p_feedback, version = version + 1,
			last_event = last_event + 1 WHERE id = p_deviation;
		PERFORM enter_past_event(p_deviation, 'closed', p_closed, '{}');
		DELETE FROM announcement WHERE deviation_id = p_deviation;
	END IF;
	RETURN QUERY SELECT * FROM deviation WHERE id = p_deviation;
END
$$;

-- Noon of a day, as for the day a case was reported; not before that, nor later than now.
CREATE FUNCTION past_moment(p_filed timestamptz, p_day date) RETURNS timestamptz LANGUAGE sql STABLE
AS $$ SELECT greatest(p_filed, least((p_day + time '12:00') AT TIME ZONE 'Europe/Oslo', now())) $$;

CREATE FUNCTION enter_past_event(p_deviation bigint, p_kind text, p_day date, p_detail jsonb) RETURNS void
LANGUAGE sql SET search_path = samavvik, pg_temp
AS $$
	INSERT INTO event (deviation_id, sequence, kind, detail)
	SELECT id, last_event, p_kind, p_detail || jsonb_build_object('happened_on', p_day) FROM deviation WHERE id = p_deviation
$$;

REVOKE ALL ON FUNCTION enter_past(bigint, date, date, text, date, text, date), enter_past_event(bigint, text, date, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enter_past(bigint, date, date, text, date, text, date) TO samavvik_service;
