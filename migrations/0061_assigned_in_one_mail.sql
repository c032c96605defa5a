-- Whoever is made case worker of several cases in one go gets one mail, which lists them; and what was taken back before it left is
-- not told.

ALTER DOMAIN notice_kind DROP CONSTRAINT outbox_kind_known;
ALTER DOMAIN notice_kind ADD CONSTRAINT outbox_kind_known CHECK (VALUE IN (
	'case_new', 'case_answered', 'case_closed', 'case_message', 'digest', 'reference_expiring', 'reference_requested',
	'reference_decided', 'invitation', 'password_reset', 'password_changed', 'second_factor_removed', 'held_report',
	'receipt_news', 'case_assigned', 'cases_assigned', 'case_mention', 'case_news', 'case_handed_over',
	'case_passed_around', 'deadline_reminder', 'deadline_passed', 'match_offered', 'correction_requested',
	'digest_draft', 'digest_waits', 'wheel_ahead', 'report_ready', 'note_release', 'note_review', 'note_objected',
	'note_ready'));

-- p_person is not the one to work on the case any more: mail that says so and has not left leaves without it, or not at all.
CREATE FUNCTION recall_assignment(p_deviation bigint, p_person bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	o outbox;
	others jsonb;
BEGIN
	IF NOT EXISTS (SELECT 1 FROM deviation d WHERE d.id = p_deviation AND d.council_id = ANY (acting_ids('councils'))) THEN
		RETURN;
	END IF;
	FOR o IN SELECT * FROM outbox WHERE recipient_person_id = p_person AND sent_at IS NULL AND failed_at IS NULL
		AND (claimed_until IS NULL OR claimed_until < now())
		AND ((kind = 'case_assigned' AND parameters ->> 'deviation_id' = p_deviation::text)
			OR (kind = 'cases_assigned' AND parameters -> 'cases' @> jsonb_build_array(jsonb_build_object('id', p_deviation::text))))
		FOR UPDATE SKIP LOCKED
	LOOP
		others := (SELECT jsonb_agg(c ORDER BY c ->> 'number') FROM jsonb_array_elements(o.parameters -> 'cases') c WHERE c ->> 'id' <> p_deviation::text);
		IF o.kind = 'case_assigned' OR others IS NULL THEN
			DELETE FROM outbox WHERE id = o.id;
		ELSIF jsonb_array_length(others) = 1 THEN
			UPDATE outbox SET kind = 'case_assigned', parameters = jsonb_build_object('number', others -> 0 -> 'number',
				'deviation_id', others -> 0 -> 'id') WHERE id = o.id;
		ELSE
			UPDATE outbox SET parameters = jsonb_build_object('cases', others) WHERE id = o.id;
		END IF;
	END LOOP;
END
$$;

-- Tells each who now works on cases of the acting person's councils, and was not the one to say so: of one case as before; of several
-- in one mail, after the minute in which an assignment is mostly undone. p_before: who worked on each until now; p_after: who does;
-- p_events: number of the event that says so.
CREATE FUNCTION tell_assignees(p_cases bigint[], p_before bigint[], p_after bigint[], p_events int[]) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	queued int;
BEGIN
	PERFORM recall_assignment(c.id, c.before) FROM unnest(p_cases, p_before) AS c (id, before) WHERE c.before IS NOT NULL;
	INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key, not_before, parameters)
	SELECT d.helsefellesskap_id, CASE count(*) WHEN 1 THEN 'case_assigned' ELSE 'cases_assigned' END, p.id, p.email, p.language,
		'case_assigned:' || min(d.id || ':' || c.event) || ':' || p.id, now() + CASE count(*) WHEN 1 THEN interval '0' ELSE interval '1 minute' END,
		CASE count(*) WHEN 1 THEN jsonb_build_object('number', min(d.number), 'deviation_id', min(d.id)::text)
			ELSE jsonb_build_object('cases', jsonb_agg(jsonb_build_object('number', d.number, 'id', d.id::text) ORDER BY d.number)) END
	FROM unnest(p_cases, p_after, p_events) AS c (id, assignee, event)
	JOIN deviation d ON d.id = c.id
	JOIN person p ON p.id = c.assignee
	WHERE p.id <> acting_person() AND p.email IS NOT NULL AND sits_with_me(p.id, d.council_id)
	GROUP BY d.helsefellesskap_id, p.id
	ON CONFLICT ON CONSTRAINT outbox_dedupe_key_unique DO NOTHING;
	GET DIAGNOSTICS queued = ROW_COUNT;
	RETURN queued;
END
$$;
REVOKE ALL ON FUNCTION recall_assignment(bigint, bigint), tell_assignees(bigint[], bigint[], bigint[], int[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tell_assignees(bigint[], bigint[], bigint[], int[]) TO samavvik_service;

-- As before, and who was told of the same event in a mail about several cases is not told again.
CREATE OR REPLACE FUNCTION note_watchers(p_deviation bigint, p_internal boolean, p_actor bigint, p_dedupe text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	RETURN queue_person_notices('case_news', p_deviation, ARRAY(
		SELECT w.person_id
		FROM who_sees(p_deviation, ARRAY(SELECT person_id FROM watch WHERE deviation_id = p_deviation
			AND person_id IS DISTINCT FROM p_actor)) w
		WHERE (w.of_council OR NOT p_internal)
			AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.recipient_person_id = w.person_id AND o.sent_at IS NULL AND o.failed_at IS NULL
				AND (o.parameters ->> 'deviation_id' = p_deviation::text
					OR o.parameters -> 'cases' @> jsonb_build_array(jsonb_build_object('id', p_deviation::text)))
				AND (o.created_at = now() OR (o.kind = 'case_news' AND coalesce(o.claimed_until < now(), true))))), p_dedupe, '{}');
END
$$;
