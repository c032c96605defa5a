-- A case goes to another council with the reason said to everybody, its clock running on; and it stands still while somebody else
-- has the ball.

-- An internal note is of the council that wrote it, not of the one that has the case now: it stays behind when the case goes on.
ALTER TABLE message ADD COLUMN council_id bigint CONSTRAINT message_council_fk REFERENCES council;
ALTER TABLE event ADD COLUMN council_id bigint CONSTRAINT event_council_fk REFERENCES council;
ALTER TABLE message DISABLE TRIGGER message_kept;
UPDATE message m SET council_id = d.council_id FROM deviation d WHERE d.id = m.deviation_id AND m.audience = 'internal';
ALTER TABLE message ENABLE TRIGGER message_kept;
ALTER TABLE event DISABLE TRIGGER event_only_added_to;
UPDATE event e SET council_id = d.council_id FROM deviation d WHERE d.id = e.deviation_id AND e.internal;
ALTER TABLE event ENABLE TRIGGER event_only_added_to;
ALTER TABLE message ADD CONSTRAINT message_internal_of_council CHECK ((audience = 'internal') = (council_id IS NOT NULL));

-- Whoever adds what is internal cannot forget whose it is, nor say something else.
CREATE FUNCTION note_council() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
AS $$ BEGIN
	NEW.council_id := (SELECT d.council_id FROM samavvik.deviation d WHERE d.id = NEW.deviation_id);
	RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION note_council() FROM PUBLIC;
CREATE TRIGGER message_of_council BEFORE INSERT ON message FOR EACH ROW WHEN (NEW.audience = 'internal') EXECUTE FUNCTION note_council();
CREATE TRIGGER event_of_council BEFORE INSERT ON event FOR EACH ROW WHEN (NEW.internal) EXECUTE FUNCTION note_council();

ALTER POLICY event_seen ON event USING (
	(NOT internal OR council_id = ANY ((SELECT acting_ids('councils'))::bigint[]))
	AND EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id));
ALTER POLICY message_seen ON message USING (
	(audience = 'dialogue' OR council_id = ANY ((SELECT acting_ids('councils'))::bigint[]))
	AND EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id));

-- Whoever follows with a receipt code gives the ball back by writing.
DROP POLICY event_of_receipt ON event;
CREATE POLICY event_of_receipt ON event FOR INSERT TO samavvik_service WITH CHECK (
	actor_person_id IS NULL AND kind IN ('message_added', 'warning_confirmed', 'clock_resumed', 'deadline_moved') AND NOT internal
	AND deviation_id = receipt_deviation());

-- The set a case follows, in the form of deadline_sets(): the version that held that day, or else the default.
CREATE FUNCTION case_deadline_set(p_helsefellesskap bigint, p_code text, p_day date) RETURNS text LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (
	SELECT concat_ws(' ', s.code, s.receipt_days, s.answer_days, s.closing_days, s.eves_free::int, 1) || ';'
	FROM samavvik.deadline_set s
	WHERE s.helsefellesskap_id = p_helsefellesskap AND (s.code = p_code OR s.is_default) AND s.valid_from <= p_day
	ORDER BY s.code = p_code DESC, s.valid_from DESC LIMIT 1); END $$;

-- Names of councils as people write them: case, hyphens, slashes, stops and the word "for" do not count, and the helsefellesskap may
-- have one s.
CREATE FUNCTION folded_name(p_name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT regexp_replace(regexp_replace(regexp_replace(lower(p_name), '\mfor\M', '', 'g'), '[^[:alnum:]]+', '', 'g'),
	'felles+kap', 'felleskap', 'g') $$;
CREATE FUNCTION council_by_name(p_helsefellesskap bigint, p_name text) RETURNS bigint LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (
	SELECT min(c.id) FROM samavvik.council c
	WHERE c.helsefellesskap_id = p_helsefellesskap AND samavvik.folded_name(p_name) <> ''
		AND c.valid_from <= current_date AND (c.valid_to IS NULL OR c.valid_to > current_date)
		AND (samavvik.folded_name(p_name) IN (samavvik.folded_name(c.code), samavvik.folded_name(c.name), samavvik.folded_name(c.abbreviation))
			OR EXISTS (SELECT 1 FROM samavvik.council_alias a
				WHERE a.council_id = c.id AND samavvik.folded_name(a.alias) = samavvik.folded_name(p_name)))
	HAVING count(*) = 1); END $$;
COMMENT ON FUNCTION council_by_name(bigint, text) IS 'The council people call so, by code, name, abbreviation or alias; null: none, or more than one';

-- How often a case was handed over, not counting what was taken back.
CREATE FUNCTION hand_overs(p_deviation bigint) RETURNS int LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (SELECT coalesce(sum(CASE WHEN e.detail ? 'taken_back' THEN -1 ELSE 1 END), 0)
	FROM samavvik.event e WHERE e.deviation_id = p_deviation AND e.kind = 'handed_over'); END $$;
CREATE FUNCTION hand_overs_json(p_deviation bigint) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (SELECT coalesce(json_agg(json_build_object('from', council_json((e.detail ->> 'from_council_id')::bigint),
		'to', council_json((e.detail ->> 'to_council_id')::bigint), 'at', time_json(e.at), 'by', person_name(e.actor_person_id),
		'reason', masked_text(m.text, e.deviation_id, NULL, m.id), 'taken_back', e.detail ? 'taken_back') ORDER BY e.sequence), '[]')
	FROM event e LEFT JOIN message m ON m.id = (e.detail ->> 'message_id')::bigint
	WHERE e.deviation_id = p_deviation AND e.kind = 'handed_over'); END $$;
-- The council that the rules gave a case to.
CREATE FUNCTION routed_council(d deviation) RETURNS bigint LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN coalesce((SELECT (e.detail ->> 'from_council_id')::bigint FROM samavvik.event e
	WHERE e.deviation_id = d.id AND e.kind = 'handed_over' ORDER BY e.sequence LIMIT 1), d.council_id); END $$;

-- What follows is the owner's, because a council that hands a case over does not see it any more. Each asks who asks.

-- A case locked for handing it over, by the council that has it or the secretariat.
CREATE FUNCTION case_to_hand_over(p_deviation bigint) RETURNS TABLE (status text, version int, is_council boolean, is_secretariat boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN QUERY
	SELECT d.status, d.version, d.council_id = ANY (acting_ids('councils')), d.helsefellesskap_id = ANY (acting_secretariat())
	FROM deviation d
	WHERE d.id = p_deviation AND (d.council_id = ANY (acting_ids('councils')) OR d.helsefellesskap_id = ANY (acting_secretariat()))
	FOR UPDATE OF d; END $$;

-- Two councils whose cases are the same event read each other's case: whoever they are now.
CREATE FUNCTION share_anew(p_deviation bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	DELETE FROM case_share s USING case_match m
	WHERE s.match_id = m.id AND s.council_id IS NOT NULL AND p_deviation IN (m.first_deviation_id, m.second_deviation_id);
	INSERT INTO case_share (deviation_id, match_id, council_id)
	SELECT o.id, m.id, d.council_id FROM case_match m
	JOIN deviation d ON d.id IN (m.first_deviation_id, m.second_deviation_id)
	JOIN deviation o ON o.id IN (m.first_deviation_id, m.second_deviation_id) AND o.id <> d.id
	WHERE p_deviation IN (m.first_deviation_id, m.second_deviation_id) AND m.first_answer = 'same' AND m.second_answer = 'same'
		AND d.council_id <> o.council_id;
END
$$;

-- To another council of the helsefellesskap, with the reason said in the dialogue. What is due stays due; nobody there works on it yet,
-- and nobody there has confirmed it. The third time, the secretariat is told, once. p_code: why it was returned, or null; p_confirmed:
-- warnings of the guard that were confirmed, or null.
CREATE FUNCTION hand_over(p_deviation bigint, p_council bigint, p_reason text, p_code text, p_confirmed jsonb) RETURNS int
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
CREATE FUNCTION take_back_hand_over(p_deviation bigint) RETURNS boolean
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
	RETURN true;
END
$$;

-- Tells whoever has the ball now. A reporter nobody knows is spoken for by the coordinators of the organisation.
CREATE FUNCTION queue_ball_notices(p_deviation bigint, p_message bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	d deviation;
BEGIN
	SELECT x.* INTO d FROM deviation x WHERE x.id = p_deviation;
	IF d.waiting_for = 'reporter' AND (d.reporter_person_id IS NOT NULL OR followed_by_receipt(d.id)) THEN
		RETURN queue_reporter_notice('case_message', d.id, 'case_message:' || p_message);
	END IF;
	RETURN queue_person_notices('case_message', d.id, coordinators_of(ARRAY[CASE d.waiting_for
		WHEN 'other_organisation' THEN d.other_organisation_id ELSE d.reporter_organisation_id END]), 'case_message:' || p_message, '{}');
END
$$;

REVOKE ALL ON FUNCTION case_to_hand_over(bigint), share_anew(bigint), hand_over(bigint, bigint, text, text, jsonb), take_back_hand_over(bigint),
	queue_ball_notices(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION case_to_hand_over(bigint), hand_over(bigint, bigint, text, text, jsonb), take_back_hand_over(bigint),
	queue_ball_notices(bigint, bigint) TO samavvik_service;

-- Why a case is returned. What the program does with wrong_council and insufficient_information is its own (hand_over_api.c); every other
-- reason, also one that a helsefellesskap adds, answers and closes.
INSERT INTO code_value (helsefellesskap_id, list, code, position, label_nb, label_nn, label_en, help)
SELECT h.id, 'return_reason', v.code, v.position, v.nb, v.nn, v.en, v.help::jsonb
FROM helsefellesskap h, (VALUES
	(1, 'not_a_collaboration_deviation', 'Ikke et samhandlingsavvik', 'Ikkje eit samhandlingsavvik', 'Not a collaboration deviation',
		'{"nb": "Saken lukkes med svar til melder.", "nn": "Saka blir lukka med svar til meldaren.", "en": "The case is closed with an answer to the reporter."}'),
	(2, 'internal_to_one_party', 'Gjelder bare én av partene', 'Gjeld berre éin av partane', 'Concerns one of the parties only',
		'{"nb": "Hører hjemme i partens eget kvalitetssystem. Saken lukkes med svar til melder.", "nn": "Høyrer heime i parten sitt eige kvalitetssystem. Saka blir lukka med svar til meldaren.", "en": "Belongs in that party''s own quality system. The case is closed with an answer to the reporter."}'),
	(3, 'wrong_council', 'Hører ikke til her, og vi vet ikke hvor', 'Høyrer ikkje til her, og vi veit ikkje kvar', 'Does not belong here, and we do not know where',
		'{"nb": "Saken går til sekretariatet, som finner rett råd. Fristene løper videre.", "nn": "Saka går til sekretariatet, som finn rett råd. Fristane går vidare.", "en": "The case goes to the secretariat, which finds the right council. The deadlines go on."}'),
	(4, 'duplicate', 'Er meldt før', 'Er meld før', 'Has been reported before',
		'{"nb": "Si hvilken sak det gjelder. Saken lukkes med svar til melder.", "nn": "Sei kva sak det gjeld. Saka blir lukka med svar til meldaren.", "en": "Say which case it is. The case is closed with an answer to the reporter."}'),
	(5, 'insufficient_information', 'For lite opplysninger', 'For lite opplysningar', 'Too little information',
		'{"nb": "Si hva som mangler. Saken venter på melder, og fristene står stille imens.", "nn": "Sei kva som manglar. Saka ventar på meldaren, og fristane står stille imens.", "en": "Say what is missing. The case waits for the reporter, and the deadlines stand still meanwhile."}')) AS v (position, code, nb, nn, en, help);
