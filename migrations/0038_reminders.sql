-- Reminders and escalation: once for each deadline, whoever runs the job, however often it is started.

-- What was said of a deadline. It stands here before any mail is sent, in the same transaction, so nobody is told twice.
CREATE TABLE deadline_notice (
	deviation_id bigint NOT NULL CONSTRAINT deadline_notice_deviation_fk REFERENCES deviation,
	-- A deadline that moved is another one.
	due_at timestamptz NOT NULL,
	stage text NOT NULL CONSTRAINT deadline_notice_stage_known CHECK (stage IN ('reminder', 'passed')),
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT deadline_notice_pk PRIMARY KEY (deviation_id, due_at, stage)
);
ALTER TABLE deadline_notice ENABLE ROW LEVEL SECURITY;

-- Cases that were filed before there were deadlines.
CREATE INDEX deviation_without_deadline ON deviation (helsefellesskap_id) WHERE deadline_set IS NULL AND status <> 'closed';

-- People of a council with a role in it, or who stand in for one; all of it where nobody leads.
CREATE FUNCTION leads_of(p_council bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	leads bigint[];
	members bigint[];
BEGIN
	SELECT coalesce(array_agg(DISTINCT h.person_id) FILTER (WHERE m.role = 'council_lead'), '{}'),
		coalesce(array_agg(DISTINCT h.person_id), '{}') INTO leads, members
	FROM membership m
	CROSS JOIN LATERAL (
		SELECT m.person_id
		UNION ALL
		SELECT s.person_id FROM substitute s WHERE s.membership_id = m.id AND s.valid_from <= current_date AND s.valid_to > current_date) h
	WHERE m.council_id = p_council AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date);
	RETURN CASE WHEN leads = '{}' THEN members ELSE leads END;
END
$$;
COMMENT ON FUNCTION leads_of(bigint) IS 'Who leads a council today or stands in for who does; every member where nobody does';

-- Tells whom it concerns of what is due up to p_until and of what has passed, of cases that follow a set: the reminder goes to who works
-- on the case, or else to who leads the council; what has passed, to the role the set names. Returns how many deadlines.
CREATE FUNCTION remind_of_deadlines(p_helsefellesskap bigint, p_set text, p_until timestamptz, p_role text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	due record;
	people bigint[];
	told int := 0;
BEGIN
	PERFORM require_job();
	FOR due IN
		SELECT d.id, d.due_at, d.council_id, d.assignee_person_id, c.name AS council,
			CASE WHEN d.due_at < now() THEN 'passed' ELSE 'reminder' END AS stage
		FROM deviation d JOIN council c ON c.id = d.council_id
		WHERE c.helsefellesskap_id = p_helsefellesskap AND d.deadline_set = p_set AND d.due_at <= p_until
			-- Whoever was told of the case today need not be told again.
			AND (d.due_at < now() OR (d.submitted_at AT TIME ZONE 'Europe/Oslo')::date < (now() AT TIME ZONE 'Europe/Oslo')::date)
			AND NOT EXISTS (SELECT 1 FROM deadline_notice n WHERE n.deviation_id = d.id AND n.due_at = d.due_at
				AND n.stage = CASE WHEN d.due_at < now() THEN 'passed' ELSE 'reminder' END)
		ORDER BY d.due_at, d.id
		LIMIT 200
		FOR UPDATE OF d SKIP LOCKED
	LOOP
		INSERT INTO deadline_notice (deviation_id, due_at, stage) VALUES (due.id, due.due_at, due.stage) ON CONFLICT DO NOTHING;
		CONTINUE WHEN NOT FOUND;
		people := CASE
			WHEN due.stage = 'passed' AND p_role = 'council_lead' THEN leads_of(due.council_id)
			WHEN due.stage = 'passed' THEN ARRAY(SELECT m.person_id FROM membership m WHERE m.helsefellesskap_id = p_helsefellesskap
				AND m.role = p_role AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date))
			WHEN EXISTS (SELECT 1 FROM memberships_today(due.assignee_person_id) m WHERE m.council_id = due.council_id)
				THEN ARRAY[due.assignee_person_id]
			ELSE leads_of(due.council_id) END;
		PERFORM queue_person_notices('deadline_' || due.stage, due.id, people, 'deadline:' || due.id || ':' || due.stage || ':'
			|| extract(epoch FROM due.due_at)::bigint, jsonb_build_object('council', due.council,
			'date', to_char(due.due_at AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD')));
		IF due.stage = 'passed' AND people <> '{}' THEN
			PERFORM enter_case_event(due.id, 'escalated', false, jsonb_strip_nulls(jsonb_build_object('due', time_json(due.due_at), 'role', p_role)));
		END IF;
		told := told + 1;
	END LOOP;
	RETURN told;
END
$$;
REVOKE ALL ON FUNCTION leads_of(bigint), remind_of_deadlines(bigint, text, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION remind_of_deadlines(bigint, text, timestamptz, text) TO samavvik_service;
