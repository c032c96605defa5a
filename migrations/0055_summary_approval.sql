-- Seeing, trying and approving learning summaries before they go, and the year they follow.

CREATE FUNCTION may_see_summaries(p_helsefellesskap bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	SELECT EXISTS (SELECT 1 FROM memberships_today(acting_person()) m
		WHERE m.helsefellesskap_id = p_helsefellesskap AND m.role IN ('secretariat', 'follow_up', 'analyst', 'administrator'))
$$;

CREATE FUNCTION wheel_version(p_helsefellesskap bigint) RETURNS bigint LANGUAGE sql STABLE
AS $$
	SELECT ('x' || substr(md5(coalesce(string_agg(concat_ws('|', w.kind, w.frequency, w.label, w.month, w.day, w.days_after, w.days_ahead, w.needs_approval),
		E'\n' ORDER BY w.id), '')), 1, 12))::bit(48)::bigint FROM annual_wheel w WHERE w.helsefellesskap_id = p_helsefellesskap
$$;

-- Drafts, what was sent, and the year; null for who may not see it.
CREATE FUNCTION summaries_json(p_helsefellesskap text) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	SELECT json_build_object('helsefellesskap', json_build_object('code', h.code, 'name', h.name),
		'may_approve', h.id = ANY (acting_ids('overseen')), 'wheel_version', wheel_version(h.id)::text,
		'items', (SELECT coalesce(json_agg(json_build_object('id', d.id::text, 'frequency', d.frequency, 'status', d.status,
				'planned_at', time_json(d.planned_at), 'sent_at', time_json(d.sent_at), 'decided_by', person_name(d.decided_by),
				'recipients', CASE WHEN d.status IN ('draft', 'approved') THEN (SELECT count(DISTINCT m.subscription_id)
					FROM digest_matches(d.helsefellesskap_id, d.frequency, ARRAY(SELECT n.learning_note_id FROM digest_note n WHERE n.digest_id = d.id)) m)
					ELSE d.recipients END,
				'points', (SELECT coalesce(json_agg(json_build_object('id', l.id::text, 'title', l.title) ORDER BY n.position), '[]')
					FROM digest_note n JOIN learning_note l ON l.id = n.learning_note_id AND l.status = 'published' WHERE n.digest_id = d.id))
				ORDER BY d.planned_at DESC, d.id DESC), '[]')
			FROM (SELECT * FROM digest g WHERE g.helsefellesskap_id = h.id ORDER BY g.planned_at DESC LIMIT 50) d),
		'subscribers', (SELECT json_object_agg(f, (SELECT count(DISTINCT s.person_id) FROM subscription s
				WHERE s.helsefellesskap_id = h.id AND s.frequency = f AND s.ended_at IS NULL))
			FROM unnest('{weekly,monthly,quarterly,half_yearly}'::text[]) f),
		'wheel', (SELECT coalesce(json_agg(json_build_object('kind', w.kind, 'frequency', w.frequency, 'label', w.label, 'month', w.month, 'day', w.day,
				'days_after', w.days_after, 'days_ahead', w.days_ahead, 'needs_approval', w.needs_approval,
				'next_at', time_json(wheel_moment(w, now(), 1)), 'prepared_at', time_json(wheel_moment(w, now(), 1) - w.days_ahead * interval '1 day'))
				ORDER BY wheel_moment(w, now(), 1), w.id), '[]')
			FROM annual_wheel w WHERE w.helsefellesskap_id = h.id))
	FROM helsefellesskap h WHERE h.code = p_helsefellesskap AND may_see_summaries(h.id)
$$;

-- The points of the next summary, or of one that is there, and how many would get it now; no row for who may not see it.
CREATE FUNCTION preview_digest(p_helsefellesskap text, p_frequency text, p_digest bigint)
RETURNS TABLE (helsefellesskap_id bigint, name text, notes bigint[], recipients bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	SELECT x.id, x.name, x.notes, (SELECT count(DISTINCT m.subscription_id) FROM digest_matches(x.id, p_frequency, x.notes) m)
	FROM (SELECT h.id, h.name, CASE WHEN p_digest IS NULL THEN digest_candidates(h.id, p_frequency, now())
			ELSE ARRAY(SELECT n.learning_note_id FROM digest_note n JOIN digest d ON d.id = n.digest_id
				WHERE d.id = p_digest AND d.helsefellesskap_id = h.id ORDER BY n.position) END AS notes
		FROM helsefellesskap h WHERE h.code = p_helsefellesskap AND may_see_summaries(h.id)) x
$$;

-- Sends the next summary to oneself, marked as a test. Returns how many mails: none when there is nothing to send or no address.
CREATE FUNCTION send_test_digest(p_helsefellesskap text, p_frequency text, p_language text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	queued int;
BEGIN
	IF NOT EXISTS (SELECT 1 FROM helsefellesskap h WHERE h.code = p_helsefellesskap AND may_see_summaries(h.id)) THEN
		RAISE EXCEPTION 'no such helsefellesskap' USING ERRCODE = 'SV404';
	END IF;
	INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key, parameters)
	SELECT p.helsefellesskap_id, 'digest', me.id, me.email, p_language, 'digest_test:' || me.id || ':' || gen_random_uuid(),
		jsonb_build_object('frequency', p_frequency, 'notes', to_jsonb(p.notes))
	FROM preview_digest(p_helsefellesskap, p_frequency, NULL) p, person me
	WHERE me.id = acting_person() AND me.email IS NOT NULL AND p.notes <> '{}';
	GET DIAGNOSTICS queued = ROW_COUNT;
	RETURN queued;
END
$$;

-- Approves a draft, drops it, or makes it a draft again as long as it has not gone.
CREATE FUNCTION decide_digest(p_digest bigint, p_decision text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	d digest;
BEGIN
	SELECT * INTO d FROM digest WHERE id = p_digest AND may_see_summaries(helsefellesskap_id) FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such summary' USING ERRCODE = 'SV404';
	END IF;
	IF NOT d.helsefellesskap_id = ANY (acting_ids('overseen')) THEN
		RAISE EXCEPTION 'not for this person' USING ERRCODE = 'SV403';
	END IF;
	IF d.status = 'sent' OR (d.status = 'draft') = (p_decision = 'reopen') OR (d.status <> 'draft' AND p_decision <> 'reopen') THEN
		RAISE EXCEPTION 'not as it stands' USING ERRCODE = 'SV409';
	END IF;
	UPDATE digest SET status = CASE p_decision WHEN 'approve' THEN 'approved' WHEN 'drop' THEN 'dropped' ELSE 'draft' END,
		decided_by = acting_person(), decided_at = now() WHERE id = d.id;
	RETURN (SELECT h.code FROM helsefellesskap h WHERE h.id = d.helsefellesskap_id);
END
$$;

REVOKE ALL ON FUNCTION may_see_summaries(bigint), summaries_json(text), preview_digest(text, text, bigint), send_test_digest(text, text, text),
	decide_digest(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION may_see_summaries(bigint), summaries_json(text), preview_digest(text, text, bigint), send_test_digest(text, text, text),
	decide_digest(bigint, text) TO samavvik_service;
