-- Cases that belong together. They are linked, never merged: each keeps its number, its history and its own answer, and a link
-- can be taken away again (features.md F55-F57). And the same event reported by both parties: offered to the two who reported,
-- neither of whom reads the other's text before both have said that it is the same.

CREATE TABLE case_match (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT case_match_pk PRIMARY KEY,
	first_deviation_id bigint NOT NULL CONSTRAINT case_match_first_fk REFERENCES deviation,
	second_deviation_id bigint NOT NULL CONSTRAINT case_match_second_fk REFERENCES deviation,
	offered_at timestamptz NOT NULL DEFAULT now(),
	first_answer text CONSTRAINT case_match_first_answer_known CHECK (first_answer IN ('same', 'different')),
	first_answered_by bigint CONSTRAINT case_match_first_answerer_fk REFERENCES person,
	first_answered_at timestamptz,
	second_answer text CONSTRAINT case_match_second_answer_known CHECK (second_answer IN ('same', 'different')),
	second_answered_by bigint CONSTRAINT case_match_second_answerer_fk REFERENCES person,
	second_answered_at timestamptz,
	CONSTRAINT case_match_unique UNIQUE (first_deviation_id, second_deviation_id),
	CONSTRAINT case_match_order CHECK (first_deviation_id < second_deviation_id)
);
CREATE INDEX case_match_of_second ON case_match (second_deviation_id);

CREATE TABLE case_link (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT case_link_pk PRIMARY KEY,
	first_deviation_id bigint NOT NULL CONSTRAINT case_link_first_fk REFERENCES deviation,
	second_deviation_id bigint NOT NULL CONSTRAINT case_link_second_fk REFERENCES deviation,
	kind text NOT NULL CONSTRAINT case_link_kind_known CHECK (kind IN ('related', 'duplicate', 'same_event')),
	made_by bigint CONSTRAINT case_link_maker_fk REFERENCES person,
	made_at timestamptz NOT NULL DEFAULT now(),
	removed_by bigint CONSTRAINT case_link_remover_fk REFERENCES person,
	removed_at timestamptz,
	CONSTRAINT case_link_order CHECK (first_deviation_id < second_deviation_id)
);
CREATE UNIQUE INDEX case_link_in_force ON case_link (first_deviation_id, second_deviation_id) WHERE removed_at IS NULL;
CREATE INDEX case_link_of_second ON case_link (second_deviation_id) WHERE removed_at IS NULL;

-- Who reads a case besides those it belongs to, because both parties said that it is the same event as theirs.
CREATE TABLE case_share (
	deviation_id bigint NOT NULL CONSTRAINT case_share_deviation_fk REFERENCES deviation,
	match_id bigint NOT NULL CONSTRAINT case_share_match_fk REFERENCES case_match,
	person_id bigint CONSTRAINT case_share_person_fk REFERENCES person,
	council_id bigint CONSTRAINT case_share_council_fk REFERENCES council,
	CONSTRAINT case_share_with_one CHECK ((person_id IS NULL) <> (council_id IS NULL))
);
CREATE INDEX case_share_person ON case_share (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX case_share_council ON case_share (council_id) WHERE council_id IS NOT NULL;
CREATE INDEX case_share_match ON case_share (match_id);

CREATE FUNCTION shared_with_me() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN ARRAY(
	SELECT s.deviation_id FROM case_share s WHERE s.person_id = acting_person()
	UNION
	SELECT s.deviation_id FROM case_share s WHERE s.council_id = ANY (acting_ids('councils'))); END $$;
COMMENT ON FUNCTION shared_with_me() IS 'Cases of the other party that the acting person reads because both said it is the same event';
REVOKE ALL ON FUNCTION shared_with_me() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shared_with_me() TO samavvik_service;

DROP POLICY deviation_seen ON deviation;
CREATE POLICY deviation_seen ON deviation FOR SELECT TO samavvik_service USING (
	council_id = ANY ((SELECT acting_ids('councils'))::bigint[])
	OR reporter_person_id = (SELECT acting_person())
	OR reporter_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
	OR other_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
	OR helsefellesskap_id = ANY ((SELECT acting_ids('overseen'))::bigint[])
	OR also_told && (SELECT acting_ids('councils'))::bigint[]
	OR (SELECT acting_job())
	OR (reporter_person_id = ANY ((SELECT followed())::bigint[])
		AND follows(reporter_person_id, reporter_organisation_id, helsefellesskap_id, closed_at))
	OR id = ANY ((SELECT shared_with_me())::bigint[]));

ALTER TABLE case_match ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_share ENABLE ROW LEVEL SECURITY;

-- A link is there for who sees both cases.
CREATE POLICY case_link_seen ON case_link FOR SELECT TO samavvik_service USING (
	deviation_is_visible(first_deviation_id) AND deviation_is_visible(second_deviation_id));
GRANT SELECT ON case_link TO samavvik_service;

-- Everything below is the owner's: each asks for itself whether the person may.

-- An event of a case, by the acting person or (a job) by nobody.
CREATE FUNCTION enter_case_event(p_deviation bigint, p_kind text, p_internal boolean, p_detail jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	WITH changed AS (
		UPDATE deviation SET last_event = last_event + 1 WHERE id = p_deviation RETURNING id, last_event
	)
	INSERT INTO event (deviation_id, sequence, kind, internal, actor_person_id, detail)
	SELECT id, last_event, p_kind, p_internal, acting_person(), p_detail FROM changed;
END
$$;
REVOKE ALL ON FUNCTION enter_case_event(bigint, text, boolean, jsonb) FROM PUBLIC;

-- Links, or changes the kind of a link between, a case of the person's council and another one that the person sees. Returns the id
-- of the other case; null when there is none to be seen.
CREATE FUNCTION link_case(p_deviation bigint, p_number text, p_kind text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	other bigint;
	was text;
BEGIN
	SELECT o.id INTO other FROM deviation d JOIN deviation o ON o.helsefellesskap_id = d.helsefellesskap_id AND o.number = p_number
	WHERE d.id = p_deviation AND o.id <> d.id AND d.council_id = ANY (acting_ids('councils'))
		AND (o.council_id = ANY (acting_ids('councils')) OR o.also_told && acting_ids('councils')
			OR o.helsefellesskap_id = ANY (acting_ids('overseen')) OR o.id = ANY (shared_with_me()));
	IF other IS NULL THEN
		RETURN NULL;
	END IF;
	-- Both, in one order: two who link the same pair at once do not wait for each other for ever.
	PERFORM 1 FROM deviation WHERE id IN (p_deviation, other) ORDER BY id FOR UPDATE;
	SELECT kind INTO was FROM case_link
	WHERE first_deviation_id = least(p_deviation, other) AND second_deviation_id = greatest(p_deviation, other) AND removed_at IS NULL;
	IF was = p_kind THEN
		RETURN other;
	END IF;
	IF was IS NULL THEN
		INSERT INTO case_link (first_deviation_id, second_deviation_id, kind, made_by)
		VALUES (least(p_deviation, other), greatest(p_deviation, other), p_kind, acting_person());
	ELSE
		UPDATE case_link SET kind = p_kind, made_by = acting_person(), made_at = now()
		WHERE first_deviation_id = least(p_deviation, other) AND second_deviation_id = greatest(p_deviation, other)
			AND removed_at IS NULL;
	END IF;
	PERFORM enter_case_event(p_deviation, 'linked', true, jsonb_build_object('to', other, 'kind', p_kind));
	PERFORM enter_case_event(other, 'linked', true, jsonb_build_object('to', p_deviation, 'kind', p_kind));
	RETURN other;
END
$$;

-- Takes a link away. Returns the id of the other case; null when there is no such link in a case of the person's council.
CREATE FUNCTION unlink_case(p_deviation bigint, p_number text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	other bigint;
BEGIN
	UPDATE case_link l SET removed_at = now(), removed_by = acting_person()
	FROM deviation d, deviation o
	WHERE d.id = p_deviation AND d.council_id = ANY (acting_ids('councils'))
		AND o.helsefellesskap_id = d.helsefellesskap_id AND o.number = p_number
		AND l.first_deviation_id = least(d.id, o.id) AND l.second_deviation_id = greatest(d.id, o.id) AND l.removed_at IS NULL
	RETURNING o.id INTO other;
	IF other IS NOT NULL THEN
		PERFORM 1 FROM deviation WHERE id IN (p_deviation, other) ORDER BY id FOR UPDATE;
		PERFORM enter_case_event(p_deviation, 'unlinked', true, jsonb_build_object('from', other));
		PERFORM enter_case_event(other, 'unlinked', true, jsonb_build_object('from', p_deviation));
	END IF;
	RETURN other;
END
$$;

-- Whether the acting person speaks for the side that reported a case: who reported it, who follows it for one who left, and
-- coordinators of the organisation.
CREATE FUNCTION speaks_for_reporter(d deviation) RETURNS boolean LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN coalesce(d.reporter_person_id = acting_person(), false)
	OR d.reporter_organisation_id = ANY (acting_ids('organisations'))
	OR (d.reporter_person_id = ANY (followed())
		AND follows(d.reporter_person_id, d.reporter_organisation_id, d.helsefellesskap_id, d.closed_at)); END $$;

-- What the person is told of matches of a case: who else may have reported it and when it happened, never what was written.
CREATE FUNCTION matches_of(p_deviation bigint) RETURNS TABLE (id bigint, organisation_id bigint, occurred_on date, state text,
	own_answer text, may_answer boolean, other_number text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT m.id, o.reporter_organisation_id, o.occurred_on,
		CASE WHEN 'different' IN (m.first_answer, m.second_answer) THEN 'declined'
			WHEN m.first_answer = 'same' AND m.second_answer = 'same' THEN 'accepted' ELSE 'open' END,
		CASE WHEN d.id = m.first_deviation_id THEN m.first_answer ELSE m.second_answer END,
		speaks_for_reporter(d),
		CASE WHEN m.first_answer = 'same' AND m.second_answer = 'same' THEN o.number END
	FROM case_match m
	JOIN deviation d ON d.id = p_deviation
	JOIN deviation o ON o.id = CASE WHEN m.first_deviation_id = p_deviation THEN m.second_deviation_id ELSE m.first_deviation_id END
	WHERE p_deviation IN (m.first_deviation_id, m.second_deviation_id)
		AND (speaks_for_reporter(d) OR d.council_id = ANY (acting_ids('councils')))
	ORDER BY m.id;
END
$$;

-- Opens both cases to both sides: the two who reported, and the two councils.
CREATE FUNCTION share_match(m case_match) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	INSERT INTO case_share (deviation_id, match_id, person_id)
	SELECT o.id, m.id, d.reporter_person_id FROM deviation d, deviation o
	WHERE d.id IN (m.first_deviation_id, m.second_deviation_id) AND o.id IN (m.first_deviation_id, m.second_deviation_id)
		AND d.id <> o.id AND d.reporter_person_id IS NOT NULL;
	INSERT INTO case_share (deviation_id, match_id, council_id)
	SELECT o.id, m.id, d.council_id FROM deviation d, deviation o
	WHERE d.id IN (m.first_deviation_id, m.second_deviation_id) AND o.id IN (m.first_deviation_id, m.second_deviation_id)
		AND d.id <> o.id AND d.council_id <> o.council_id;
	INSERT INTO case_link (first_deviation_id, second_deviation_id, kind)
	VALUES (m.first_deviation_id, m.second_deviation_id, 'same_event')
	ON CONFLICT (first_deviation_id, second_deviation_id) WHERE removed_at IS NULL DO UPDATE SET kind = 'same_event';
END
$$;
CREATE FUNCTION unshare_match(m case_match) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	DELETE FROM case_share WHERE match_id = m.id;
	UPDATE case_link SET removed_at = now(), removed_by = acting_person()
	WHERE first_deviation_id = m.first_deviation_id AND second_deviation_id = m.second_deviation_id
		AND kind = 'same_event' AND removed_at IS NULL;
END
$$;

-- One side says whether it is the same event; it may say otherwise later. Returns false when there is no such match, or the
-- person does not speak for the side.
CREATE FUNCTION answer_match(p_deviation bigint, p_match bigint, p_answer text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	m case_match;
	was_accepted boolean;
	is_accepted boolean;
	said text;
BEGIN
	SELECT * INTO m FROM case_match WHERE id = p_match AND p_deviation IN (first_deviation_id, second_deviation_id)
		AND EXISTS (SELECT 1 FROM deviation d WHERE d.id = p_deviation AND speaks_for_reporter(d))
	FOR UPDATE;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	was_accepted := coalesce(m.first_answer = 'same' AND m.second_answer = 'same', false);
	said := CASE WHEN p_deviation = m.first_deviation_id THEN m.first_answer ELSE m.second_answer END;
	IF said = p_answer THEN
		RETURN true;
	END IF;
	IF p_deviation = m.first_deviation_id THEN
		UPDATE case_match SET first_answer = p_answer, first_answered_by = acting_person(), first_answered_at = now()
		WHERE id = m.id RETURNING * INTO m;
	ELSE
		UPDATE case_match SET second_answer = p_answer, second_answered_by = acting_person(), second_answered_at = now()
		WHERE id = m.id RETURNING * INTO m;
	END IF;
	is_accepted := coalesce(m.first_answer = 'same' AND m.second_answer = 'same', false);
	PERFORM 1 FROM deviation WHERE id IN (m.first_deviation_id, m.second_deviation_id) ORDER BY id FOR UPDATE;
	PERFORM enter_case_event(p_deviation, CASE p_answer WHEN 'same' THEN 'match_accepted' ELSE 'match_declined' END, false,
		jsonb_build_object('match_id', m.id));
	IF is_accepted THEN
		PERFORM share_match(m);
		PERFORM queue_person_notices('case_news', d.id, ARRAY[d.reporter_person_id], 'match_accepted:' || m.id, '{}')
		FROM deviation d WHERE d.id IN (m.first_deviation_id, m.second_deviation_id) AND d.id <> p_deviation;
	ELSIF was_accepted THEN
		PERFORM unshare_match(m);
	END IF;
	RETURN true;
END
$$;

-- Where the search for matches has come to.
CREATE TABLE match_search (
	only_one boolean CONSTRAINT match_search_pk PRIMARY KEY DEFAULT true CONSTRAINT match_search_only_one CHECK (only_one),
	last_deviation_id bigint NOT NULL
);
ALTER TABLE match_search ENABLE ROW LEVEL SECURITY;
INSERT INTO match_search (last_deviation_id) SELECT coalesce(max(id), 0) FROM deviation;

-- Whether a case is offered already, or known to be the same event as another: one question at a time.
CREATE FUNCTION is_matched(p_deviation bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM case_match WHERE first_deviation_id = p_deviation
		AND first_answer IS DISTINCT FROM 'different' AND second_answer IS DISTINCT FROM 'different')
	OR EXISTS (SELECT 1 FROM case_match WHERE second_deviation_id = p_deviation
		AND first_answer IS DISTINCT FROM 'different' AND second_answer IS DISTINCT FROM 'different'); END $$;

-- Tells both sides, in the history of both cases and by mail, that they may have reported the same event.
CREATE FUNCTION tell_of_match(m case_match) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	PERFORM 1 FROM deviation WHERE id IN (m.first_deviation_id, m.second_deviation_id) ORDER BY id FOR UPDATE;
	PERFORM enter_case_event(d.id, 'match_offered', false, jsonb_build_object('match_id', m.id)),
		queue_person_notices('match_offered', d.id, CASE WHEN d.reporter_person_id IS NULL
			THEN coordinators_of(ARRAY[d.reporter_organisation_id]) ELSE ARRAY[d.reporter_person_id] END,
			'match_offered:' || m.id, '{}')
	FROM deviation d WHERE d.id IN (m.first_deviation_id, m.second_deviation_id);
END
$$;

-- Offers cases that may be the same event: each party reported about the other, the same kind and category, and the event within
-- two days (or one did not say when, and the reports lie within a week). Of several, the one that is most alike. Looks at some of the
-- cases that came since last time, and a little further back: a number may be given out before another and stored after it.
-- Returns how many were offered.
CREATE FUNCTION offer_matches(p_rows int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	pair record;
	m case_match;
	came bigint[];
	offered int := 0;
BEGIN
	IF NOT acting_job() THEN
		RETURN 0;
	END IF;
	came := ARRAY(SELECT d.id FROM deviation d, match_search s WHERE d.id > s.last_deviation_id - 200
		AND (d.id > s.last_deviation_id OR d.submitted_at > now() - interval '10 minutes') ORDER BY d.id LIMIT p_rows);
	FOR pair IN
		SELECT least(d.id, o.id) AS first, greatest(d.id, o.id) AS second
		FROM deviation d
		JOIN deviation o ON o.helsefellesskap_id = d.helsefellesskap_id
			AND o.submitted_at BETWEEN d.submitted_at - interval '30 days' AND d.submitted_at
			AND o.reporter_organisation_id = d.other_organisation_id AND o.other_organisation_id = d.reporter_organisation_id
			AND o.kind = d.kind AND o.category = d.category AND o.id <> d.id
		WHERE d.id = ANY (came) AND d.status <> 'closed' AND o.status <> 'closed' AND d.erased_digest IS NULL AND o.erased_digest IS NULL
			AND CASE WHEN d.occurred_on IS NOT NULL AND o.occurred_on IS NOT NULL THEN abs(d.occurred_on - o.occurred_on) <= 2
				ELSE d.submitted_at - o.submitted_at <= interval '7 days' END
		ORDER BY abs(d.occurred_on - o.occurred_on), (d.phase = o.phase) IS NOT true, d.submitted_at - o.submitted_at
	LOOP
		CONTINUE WHEN is_matched(pair.first) OR is_matched(pair.second);
		INSERT INTO case_match (first_deviation_id, second_deviation_id) VALUES (pair.first, pair.second)
		ON CONFLICT ON CONSTRAINT case_match_unique DO NOTHING RETURNING * INTO m;
		CONTINUE WHEN NOT FOUND;
		PERFORM tell_of_match(m);
		offered := offered + 1;
	END LOOP;
	UPDATE match_search SET last_deviation_id = greatest(last_deviation_id, (SELECT max(id) FROM unnest(came) AS c (id)));
	RETURN offered;
END
$$;

REVOKE ALL ON FUNCTION link_case(bigint, text, text), unlink_case(bigint, text), speaks_for_reporter(deviation), matches_of(bigint),
	share_match(case_match), unshare_match(case_match), answer_match(bigint, bigint, text), is_matched(bigint),
	tell_of_match(case_match), offer_matches(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION link_case(bigint, text, text), unlink_case(bigint, text), matches_of(bigint), answer_match(bigint, bigint, text),
	offer_matches(int) TO samavvik_service;
