-- Learning notes that were published before: brought in by `samavvik notes`, through the steps of the API, by their people.

-- Whoever a command acts for, as session_actor gives the one of a session. No row: there is no such person.
CREATE FUNCTION command_actor(p_username text)
RETURNS TABLE (person_id bigint, language text, expires_at timestamptz, roles text, councils text, organisations text,
	reporting text, overseen text, helsefellesskap text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY SELECT p.id, p.language, now(), s.roles, s.councils, s.organisations, s.reporting, s.overseen, s.helsefellesskap
	FROM person p CROSS JOIN person_scope(p.id, NULL) s
	WHERE p.username = p_username AND p.disabled_at IS NULL AND acting_job();
END
$$;

-- Moves the days of a note that has just been brought in to when it happened, and takes back the mail about its steps: nobody is told of what
-- is past. Only a note of this hour, and only to earlier days.
CREATE FUNCTION date_past_note(p_note bigint, p_published date, p_withdrawn date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	published timestamptz := least((p_published + time '12:00') AT TIME ZONE 'Europe/Oslo', now());
	withdrawn timestamptz := least((p_withdrawn + time '12:00') AT TIME ZONE 'Europe/Oslo', now());
	replaced bigint;
BEGIN
	UPDATE learning_note l SET proposed_at = published - interval '14 days', written_at = published - interval '14 days',
		reviewed_at = published - interval '2 days', published_at = published, ended_at = CASE WHEN l.status = 'withdrawn' THEN withdrawn END
	WHERE l.id = p_note AND acting_job() AND l.published_at > now() - interval '1 hour' RETURNING l.replaces_id INTO replaced;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	UPDATE learning_note SET ended_at = greatest(published, published_at) WHERE id = replaced AND status = 'replaced' AND ended_at > now() - interval '1 hour';
	UPDATE note_release SET at = published - interval '4 days' WHERE learning_note_id = p_note AND at IS NOT NULL;
	UPDATE note_event SET at = CASE kind WHEN 'published' THEN published WHEN 'withdrawn' THEN withdrawn WHEN 'reviewed' THEN published - interval '2 days'
		WHEN 'released' THEN published - interval '4 days' WHEN 'review_asked' THEN published - interval '12 days' ELSE published - interval '14 days' END
	WHERE learning_note_id = p_note;
	UPDATE note_event SET at = greatest(published, published_at) FROM learning_note l
	WHERE learning_note_id = replaced AND kind = 'replaced' AND l.id = replaced;
	UPDATE note_mark SET at = least(published + interval '10 days', now()) WHERE learning_note_id = p_note;
	DELETE FROM outbox WHERE kind IN ('note_release', 'note_review', 'note_ready') AND parameters ->> 'note_id' = p_note::text AND created_at > now() - interval '1 hour';
	RETURN true;
END
$$;

REVOKE ALL ON FUNCTION command_actor(text), date_past_note(bigint, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION command_actor(text), date_past_note(bigint, date, date) TO samavvik_service;
