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

-- As before; but the council that gets a case is told a minute later, so that a hand-over that is taken back at once leaves no mail about a
-- case that its reader does not see.
CREATE OR REPLACE FUNCTION hand_over(p_deviation bigint, p_council bigint, p_reason text, p_code text, p_confirmed jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	d deviation;
	said bigint;
	last int;
	times int;
BEGIN
	SELECT x.* INTO d FROM deviation x WHERE x.id = p_deviation AND x.status <> 'closed'
		AND (x.council_id = ANY (acting_ids('councils')) OR x.helsefellesskap_id = ANY (acting_secretariat())) FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such case' USING ERRCODE = 'SV404', CONSTRAINT = 'not_found';
	ELSIF p_council = d.council_id THEN
		RAISE EXCEPTION 'there already' USING ERRCODE = 'SV409', CONSTRAINT = 'same_council';
	ELSIF NOT EXISTS (SELECT 1 FROM council c WHERE c.id = p_council AND c.helsefellesskap_id = d.helsefellesskap_id
			AND c.valid_from <= current_date AND (c.valid_to IS NULL OR c.valid_to > current_date)) THEN
		RAISE EXCEPTION 'no such council' USING ERRCODE = 'SV422', CONSTRAINT = 'unknown_council';
	END IF;
	IF p_confirmed IS NOT NULL THEN
		PERFORM enter_case_event(d.id, 'warning_confirmed', false, jsonb_build_object('findings', p_confirmed));
	END IF;
	INSERT INTO message (deviation_id, audience, text, author_person_id, side)
	VALUES (d.id, 'dialogue', p_reason, acting_person(), 'council') RETURNING id INTO said;
	UPDATE deviation SET council_id = p_council, assignee_person_id = NULL, version = version + 1,
		status = CASE WHEN status = 'received' THEN 'sent' ELSE status END,
		last_event = last_event + CASE WHEN p_code IS NULL THEN 1 ELSE 2 END
	WHERE id = d.id RETURNING last_event INTO last;
	IF p_code IS NOT NULL THEN
		INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
		VALUES (d.id, last - 1, 'returned', acting_person(), jsonb_build_object('reason', p_code, 'council_id', d.council_id));
	END IF;
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	VALUES (d.id, last, 'handed_over', acting_person(), jsonb_build_object('message_id', said, 'from_council_id', d.council_id,
		'to_council_id', p_council, 'status', d.status, 'assignee_person_id', d.assignee_person_id));
	PERFORM share_anew(d.id);
	times := hand_overs(d.id);
	PERFORM queue_council_notices('case_handed_over', d.id, d.number, d.helsefellesskap_id, ARRAY[p_council],
		'case_handed_over:' || d.id || ':' || last, acting_person());
	UPDATE outbox SET not_before = now() + interval '1 minute' WHERE sent_at IS NULL AND failed_at IS NULL
		AND starts_with(dedupe_key, 'case_handed_over:' || d.id || ':' || last || ':');
	PERFORM queue_reporter_notice('case_message', d.id, 'case_message:' || said);
	PERFORM queue_party_notices('case_message', d.id, 'case_message:' || said);
	IF times >= 3 THEN
		PERFORM queue_person_notices('case_passed_around', d.id, ARRAY(SELECT m.person_id FROM membership m
			WHERE m.helsefellesskap_id = d.helsefellesskap_id AND m.role = 'secretariat' AND m.valid_from <= current_date
				AND (m.valid_to IS NULL OR m.valid_to > current_date)), 'case_passed_around:' || d.id, '{}');
	END IF;
	RETURN times;
END
$$;

-- By whoever handed it over, within ten minutes, while nothing else has happened. False: that was somebody else.
CREATE OR REPLACE FUNCTION take_back_hand_over(p_deviation bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	d deviation;
	e event;
BEGIN
	SELECT x.* INTO d FROM deviation x WHERE x.id = p_deviation FOR UPDATE;
	SELECT x.* INTO e FROM event x WHERE x.deviation_id = p_deviation AND x.kind = 'handed_over' ORDER BY x.sequence DESC LIMIT 1;
	IF e.actor_person_id IS DISTINCT FROM acting_person() OR e.detail ? 'taken_back'
			OR NOT ((e.detail ->> 'from_council_id')::bigint = ANY (acting_ids('councils')) OR d.helsefellesskap_id = ANY (acting_secretariat())) THEN
		RETURN false;
	ELSIF e.sequence <> d.last_event OR e.at < now() - interval '10 minutes' THEN
		RAISE EXCEPTION 'too late' USING ERRCODE = 'SV409', CONSTRAINT = 'too_late_to_take_back';
	END IF;
	UPDATE deviation SET council_id = (e.detail ->> 'from_council_id')::bigint, status = e.detail ->> 'status',
		assignee_person_id = (e.detail ->> 'assignee_person_id')::bigint, version = version + 1, last_event = last_event + 1
	WHERE id = d.id;
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	VALUES (d.id, d.last_event + 1, 'handed_over', acting_person(), jsonb_build_object('from_council_id', e.detail -> 'to_council_id',
		'to_council_id', e.detail -> 'from_council_id', 'taken_back', true));
	PERFORM share_anew(d.id);
	PERFORM recall_notices('case_handed_over:' || d.id || ':' || e.sequence), recall_notices('case_message:' || (e.detail ->> 'message_id'));
	IF hand_overs(d.id) < 3 THEN
		PERFORM recall_notices('case_passed_around:' || d.id);
	END IF;
	RETURN true;
END
$$;

-- An event of the patient reference is one of the case, like every other: one function adds them.
CREATE OR REPLACE FUNCTION enter_reference_event(p_deviation bigint, p_kind text, p_detail jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN PERFORM enter_case_event(p_deviation, p_kind, false, p_detail); END $$;

REVOKE ALL ON FUNCTION i_lead(bigint), move_deadline(bigint, text, timestamptz, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION i_lead(bigint), move_deadline(bigint, text, timestamptz, text, jsonb) TO samavvik_service;
