-- Who leads the council that has a case may move what it has to do by when, with a reason that everybody in the case reads. What the reporter
-- was promised never moves.

CREATE FUNCTION i_lead(p_council bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN p_council = ANY (acting_ids('councils')) AND coalesce(acting_person() = ANY (leads_of(p_council)), false); END $$;
COMMENT ON FUNCTION i_lead(bigint) IS 'Whether the acting person leads a council today or stands in for who does; every member where nobody does';

-- p_deadline: receipt, answer or closing; p_confirmed: warnings of the guard that were confirmed, or null.
CREATE FUNCTION move_deadline(p_deviation bigint, p_deadline text, p_to timestamptz, p_reason text, p_confirmed jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	d deviation;
	was timestamptz;
	said bigint;
BEGIN
	SELECT x.* INTO d FROM deviation x WHERE x.id = p_deviation AND x.status <> 'closed' AND i_lead(x.council_id) FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'not the lead' USING ERRCODE = 'SV403', CONSTRAINT = 'council_lead_only';
	END IF;
	was := CASE p_deadline WHEN 'receipt' THEN d.receipt_due_at WHEN 'answer' THEN d.answer_due_at ELSE d.close_due_at END;
	IF was = p_to THEN
		RAISE EXCEPTION 'as it was' USING ERRCODE = 'SV409', CONSTRAINT = 'nothing_changed';
	END IF;
	IF p_confirmed IS NOT NULL THEN
		PERFORM enter_case_event(d.id, 'warning_confirmed', false, jsonb_build_object('findings', p_confirmed));
	END IF;
	INSERT INTO message (deviation_id, audience, text, author_person_id, side)
	VALUES (d.id, 'dialogue', p_reason, acting_person(), 'council') RETURNING id INTO said;
	UPDATE deviation SET receipt_due_at = CASE p_deadline WHEN 'receipt' THEN p_to ELSE receipt_due_at END,
		answer_due_at = CASE p_deadline WHEN 'answer' THEN p_to ELSE answer_due_at END,
		close_due_at = CASE p_deadline WHEN 'closing' THEN p_to ELSE close_due_at END,
		version = version + 1, last_event = last_event + 1
	WHERE id = d.id RETURNING * INTO d;
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	VALUES (d.id, d.last_event, 'deadline_moved', acting_person(), jsonb_build_object('message_id', said,
		'moved', jsonb_build_array(jsonb_build_object('deadline', p_deadline, 'from', time_json(was), 'to', time_json(p_to)))));
	PERFORM queue_reporter_notice('case_message', d.id, 'case_message:' || said);
	PERFORM queue_party_notices('case_message', d.id, 'case_message:' || said);
END
$$;

-- Days in Oslo.
CREATE FUNCTION moved_json(p_detail jsonb) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (SELECT coalesce(json_agg(json_build_object('deadline', m.deadline,
		'from', (m."from" AT TIME ZONE 'Europe/Oslo')::date, 'to', (m."to" AT TIME ZONE 'Europe/Oslo')::date)), '[]')
	FROM jsonb_to_recordset(p_detail -> 'moved') AS m (deadline text, "from" timestamptz, "to" timestamptz)); END $$;

-- An event of the patient reference is one of the case, like every other: one function adds them.
CREATE OR REPLACE FUNCTION enter_reference_event(p_deviation bigint, p_kind text, p_detail jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN PERFORM enter_case_event(p_deviation, p_kind, false, p_detail); END $$;

REVOKE ALL ON FUNCTION i_lead(bigint), move_deadline(bigint, text, timestamptz, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION i_lead(bigint), move_deadline(bigint, text, timestamptz, text, jsonb) TO samavvik_service;
