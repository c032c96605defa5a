-- People on a case: who works on it, who watches it, who is named in a message; and texts a council writes often.

CREATE TABLE watch (
	deviation_id bigint NOT NULL CONSTRAINT watch_deviation_fk REFERENCES deviation,
	person_id bigint NOT NULL CONSTRAINT watch_person_fk REFERENCES person,
	since timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT watch_pk PRIMARY KEY (deviation_id, person_id)
);
CREATE INDEX watch_of_person ON watch (person_id);
ALTER TABLE watch ENABLE ROW LEVEL SECURITY;
-- Whom a case interests is nobody else's business.
CREATE POLICY watch_own ON watch FOR SELECT TO samavvik_service USING (person_id = (SELECT acting_person()));
CREATE POLICY watch_begun ON watch FOR INSERT TO samavvik_service WITH CHECK (
	person_id = (SELECT acting_person()) AND deviation_is_visible(deviation_id));
CREATE POLICY watch_ended ON watch FOR DELETE TO samavvik_service USING (person_id = (SELECT acting_person()));
GRANT SELECT, INSERT, DELETE ON watch TO samavvik_service;

-- Which of some people would see a case if they asked for it now, and whether as its council: what deviation_seen says of whoever
-- acts, said of others. A database test holds the two together.
CREATE FUNCTION who_sees(p_deviation bigint, p_people bigint[]) RETURNS TABLE (person_id bigint, of_council boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT p.id, d.council_id = ANY (s.councils::bigint[])
	FROM deviation d
	CROSS JOIN person p
	CROSS JOIN LATERAL person_scope(p.id) s
	WHERE d.id = p_deviation AND p.id = ANY (p_people) AND p.disabled_at IS NULL
		AND string_to_array(s.roles, ',') && ARRAY['reporter', 'coordinator', 'council_member', 'council_lead', 'secretariat', 'follow_up',
			'user_representative']
		AND (d.council_id = ANY (s.councils::bigint[]) OR d.reporter_person_id = p.id
			OR d.reporter_organisation_id = ANY (s.organisations::bigint[]) OR d.other_organisation_id = ANY (s.organisations::bigint[])
			OR d.helsefellesskap_id = ANY (s.overseen::bigint[]) OR d.also_told && s.councils::bigint[]
			OR EXISTS (SELECT 1 FROM successor x WHERE x.successor_person_id = p.id AND x.person_id = d.reporter_person_id
				AND x.helsefellesskap_id = d.helsefellesskap_id AND x.since <= current_date
				AND (d.closed_at IS NULL OR d.closed_at >= x.since) AND d.reporter_organisation_id = ANY (s.reporting::bigint[]))
			OR EXISTS (SELECT 1 FROM case_share x WHERE x.deviation_id = d.id
				AND (x.person_id = p.id OR x.council_id = ANY (s.councils::bigint[]))));
END
$$;

-- The people who work on a case or write in it: its council, who reported it, coordinators of both parties. Of the council: who may
-- be assigned, and named in a note. Whoever asks has to see the case.
CREATE FUNCTION case_people(p_deviation bigint) RETURNS TABLE (person_id bigint, name text, side text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH named AS (
		SELECT d.reporter_person_id AS id, 2 AS rank FROM deviation d WHERE d.id = p_deviation
		UNION ALL
		SELECT x.successor_person_id, 2 FROM deviation d JOIN successor x ON x.person_id = d.reporter_person_id
			AND x.helsefellesskap_id = d.helsefellesskap_id WHERE d.id = p_deviation
		UNION ALL
		SELECT h.id, 3 FROM deviation d
		CROSS JOIN LATERAL unnest(coordinators_of(ARRAY[d.reporter_organisation_id, d.other_organisation_id])) AS h (id)
		WHERE d.id = p_deviation
		UNION ALL
		SELECT h.id, 1 FROM deviation d JOIN membership m ON m.council_id = d.council_id
		CROSS JOIN LATERAL (SELECT m.person_id AS id
			UNION ALL SELECT s.person_id FROM substitute s WHERE s.membership_id = m.id) h
		WHERE d.id = p_deviation
	)
	SELECT DISTINCT ON (p.id) p.id, p.name, CASE WHEN w.of_council THEN 'council' WHEN n.rank = 2 THEN 'reporter' ELSE 'party' END
	FROM who_sees(p_deviation, ARRAY(SELECT n.id FROM named n WHERE n.id IS NOT NULL)) w
	JOIN named n ON n.id = w.person_id
	JOIN person p ON p.id = w.person_id
	WHERE p.kind = 'person' AND (w.of_council OR n.rank > 1)
	ORDER BY p.id, n.rank;
END
$$;

CREATE FUNCTION tell_person(p_kind text, p_deviation bigint, p_people bigint[], p_dedupe text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN queue_person_notices(p_kind, p_deviation, array_remove(p_people, acting_person()), p_dedupe, '{}'); END $$;
COMMENT ON FUNCTION tell_person(text, bigint, bigint[], text) IS 'A notice to people of a case, but not to who causes it';

CREATE INDEX outbox_unsent_about_case ON outbox (recipient_person_id, (parameters ->> 'deviation_id'))
	WHERE sent_at IS NULL AND failed_at IS NULL;

-- Tells who watches a case that something has happened, if they would see it: an internal event is the council's. Who has a notice
-- about the case still waiting, or got another one for the same event, is not told again.
CREATE FUNCTION note_watchers(p_deviation bigint, p_internal boolean, p_actor bigint, p_dedupe text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	RETURN queue_person_notices('case_news', p_deviation, ARRAY(
		SELECT w.person_id
		FROM who_sees(p_deviation, ARRAY(SELECT person_id FROM watch WHERE deviation_id = p_deviation
			AND person_id IS DISTINCT FROM p_actor)) w
		WHERE (w.of_council OR NOT p_internal)
			AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.recipient_person_id = w.person_id
				AND o.parameters ->> 'deviation_id' = p_deviation::text AND o.sent_at IS NULL AND o.failed_at IS NULL
				AND (o.created_at = now() OR (o.kind = 'case_news' AND coalesce(o.claimed_until < now(), true))))), p_dedupe, '{}');
END
$$;

-- By a trigger, so that no room that adds an event has to know. It runs at the end of the statement, when what the statement itself
-- tells people is queued. What is no news: confirmed warnings, masks, and what only coordinators see of a patient reference.
CREATE FUNCTION tell_watchers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM watch WHERE deviation_id = NEW.deviation_id) THEN
		PERFORM note_watchers(NEW.deviation_id, NEW.internal, NEW.actor_person_id, 'case_news:' || NEW.deviation_id || ':' || NEW.sequence);
	END IF;
	RETURN NULL;
END
$$;
CREATE TRIGGER event_told_to_watchers AFTER INSERT ON event FOR EACH ROW
	WHEN (NEW.sequence > 1 AND NEW.kind NOT IN ('warning_confirmed', 'text_masked', 'mask_lifted', 'reference_opened',
		'reference_requested', 'reference_approved', 'reference_declined'))
	EXECUTE FUNCTION tell_watchers();

-- Texts a council writes often, for all councils of a helsefellesskap or one of them. {number} and {council} stand for those of the case.
CREATE TABLE text_module (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT text_module_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT text_module_helsefellesskap_fk REFERENCES helsefellesskap,
	council_id bigint CONSTRAINT text_module_council_fk REFERENCES council,
	code text NOT NULL CONSTRAINT text_module_code_form CHECK (code ~ '^[a-z0-9_]{1,60}$'),
	position int NOT NULL DEFAULT 0,
	label_nb text NOT NULL,
	label_nn text NOT NULL,
	label_en text NOT NULL,
	text_nb text NOT NULL,
	text_nn text NOT NULL,
	text_en text NOT NULL,
	valid_from date NOT NULL DEFAULT '2000-01-01',
	valid_to date,
	CONSTRAINT text_module_unique UNIQUE NULLS NOT DISTINCT (helsefellesskap_id, council_id, code, valid_from),
	CONSTRAINT text_module_period CHECK (valid_to > valid_from),
	CONSTRAINT text_module_length CHECK (greatest(length(text_nb), length(text_nn), length(text_en)) <= 4000
		AND least(length(text_nb), length(text_nn), length(text_en)) >= 1),
	CONSTRAINT text_module_placeholders CHECK (text_nb || text_nn || text_en !~ '[{](?!(number|council)[}])')
);
ALTER TABLE text_module ENABLE ROW LEVEL SECURITY;
CREATE POLICY text_module_seen ON text_module FOR SELECT TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT acting_ids('helsefellesskap'))::bigint[]));
GRANT SELECT ON text_module TO samavvik_service;

-- In which language the reporter of a case is written to.
CREATE FUNCTION reporter_language(p_deviation bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN (
	SELECT coalesce(p.language, (SELECT h.language FROM held_report h WHERE h.deviation_id = d.id), f.language)
	FROM deviation d JOIN helsefellesskap f ON f.id = d.helsefellesskap_id LEFT JOIN person p ON p.id = d.reporter_person_id
	WHERE d.id = p_deviation); END $$;

REVOKE ALL ON FUNCTION who_sees(bigint, bigint[]), case_people(bigint), tell_person(text, bigint, bigint[], text),
	note_watchers(bigint, boolean, bigint, text), tell_watchers(), reporter_language(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION case_people(bigint), tell_person(text, bigint, bigint[], text), reporter_language(bigint) TO samavvik_service;
