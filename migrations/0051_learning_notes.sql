-- Learning notes: from many cases one point, released by both parties of each, reviewed by a second person, published, replaced or
-- withdrawn; and what readers make of it.

-- A helsefellesskap may let everyone read what is published, without signing in.
ALTER TABLE helsefellesskap ADD COLUMN publishes_learning boolean NOT NULL DEFAULT false;
GRANT UPDATE (publishes_learning) ON helsefellesskap TO samavvik_service;

ALTER TABLE learning_note
	DROP CONSTRAINT learning_note_status_known,
	DROP CONSTRAINT learning_note_published_when,
	ADD COLUMN theme text CONSTRAINT learning_note_theme_length CHECK (length(theme) BETWEEN 1 AND 80),
	ADD COLUMN what_happened text CONSTRAINT learning_note_what_happened_length CHECK (length(what_happened) BETWEEN 1 AND 4000),
	ADD COLUMN why text CONSTRAINT learning_note_why_length CHECK (length(why) BETWEEN 1 AND 4000),
	ADD COLUMN replaces_id bigint CONSTRAINT learning_note_replaces_fk REFERENCES learning_note,
	ADD COLUMN confirmed jsonb NOT NULL DEFAULT '[]',
	ADD COLUMN written_by bigint CONSTRAINT learning_note_writer_fk REFERENCES person,
	ADD COLUMN written_at timestamptz NOT NULL DEFAULT now(),
	ADD COLUMN reviewed_by bigint CONSTRAINT learning_note_reviewer_fk REFERENCES person,
	ADD COLUMN reviewed_at timestamptz,
	ADD COLUMN ended_at timestamptz,
	ADD COLUMN ended_reason text CONSTRAINT learning_note_ended_reason_length CHECK (length(ended_reason) BETWEEN 1 AND 1000),
	ADD CONSTRAINT learning_note_status_known CHECK (status IN ('proposed', 'in_review', 'published', 'withdrawn', 'replaced')),
	ADD CONSTRAINT learning_note_published_when CHECK (status = 'withdrawn'
		OR (status IN ('published', 'replaced')) = (published_at IS NOT NULL)),
	ADD CONSTRAINT learning_note_ended_when CHECK ((status IN ('withdrawn', 'replaced')) = (ended_at IS NOT NULL)),
	ADD CONSTRAINT learning_note_second_person CHECK (reviewed_by <> written_by);
ALTER TABLE learning_note ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
	setweight(to_tsvector('pg_catalog.norwegian'::regconfig, title || ' ' || coalesce(theme, '')), 'A')
	|| to_tsvector('pg_catalog.norwegian'::regconfig, coalesce(what_happened, '') || ' ' || coalesce(why, '') || ' ' || text)) STORED;
COMMENT ON COLUMN learning_note.text IS 'What to do';
UPDATE learning_note SET written_by = proposed_by, written_at = proposed_at;
CREATE INDEX learning_note_read ON learning_note (helsefellesskap_id, published_at DESC, id DESC) WHERE status = 'published';
CREATE INDEX learning_note_replaces ON learning_note (replaces_id) WHERE replaces_id IS NOT NULL;

-- Which cases are behind a note. Whoever sees the case sees that; the reader of the note does not.
CREATE TABLE note_case (
	learning_note_id bigint NOT NULL CONSTRAINT note_case_note_fk REFERENCES learning_note ON DELETE CASCADE,
	deviation_id bigint NOT NULL CONSTRAINT note_case_deviation_fk REFERENCES deviation,
	CONSTRAINT note_case_pk PRIMARY KEY (learning_note_id, deviation_id)
);
CREATE INDEX note_case_of_deviation ON note_case (deviation_id);
INSERT INTO note_case (learning_note_id, deviation_id) SELECT id, deviation_id FROM learning_note WHERE deviation_id IS NOT NULL;

-- What each organisation behind the cases says to the text. The version is that of the note it was asked about.
CREATE TABLE note_release (
	learning_note_id bigint NOT NULL CONSTRAINT note_release_note_fk REFERENCES learning_note ON DELETE CASCADE,
	organisation_id bigint NOT NULL CONSTRAINT note_release_organisation_fk REFERENCES organisation,
	-- As of the note: a policy that asked the note would go round in a circle.
	helsefellesskap_id bigint NOT NULL CONSTRAINT note_release_helsefellesskap_fk REFERENCES helsefellesskap,
	council_id bigint NOT NULL CONSTRAINT note_release_council_fk REFERENCES council,
	version int NOT NULL,
	state text NOT NULL DEFAULT 'waiting' CONSTRAINT note_release_state_known CHECK (state IN ('waiting', 'released', 'objected')),
	person_id bigint CONSTRAINT note_release_person_fk REFERENCES person,
	at timestamptz,
	reason text CONSTRAINT note_release_reason_length CHECK (length(reason) BETWEEN 1 AND 1000),
	CONSTRAINT note_release_pk PRIMARY KEY (learning_note_id, organisation_id),
	CONSTRAINT note_release_decided CHECK ((state = 'waiting') = (at IS NULL)),
	CONSTRAINT note_release_objection_says_why CHECK (state <> 'objected' OR reason IS NOT NULL)
);
CREATE INDEX note_release_of_organisation ON note_release (organisation_id);

CREATE TABLE note_event (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT note_event_pk PRIMARY KEY,
	learning_note_id bigint NOT NULL CONSTRAINT note_event_note_fk REFERENCES learning_note ON DELETE CASCADE,
	kind text NOT NULL CONSTRAINT note_event_kind_known CHECK (kind IN ('proposed', 'changed', 'review_asked', 'released', 'objected',
		'reviewed', 'published', 'withdrawn', 'replaced')),
	person_id bigint CONSTRAINT note_event_person_fk REFERENCES person,
	organisation_id bigint CONSTRAINT note_event_organisation_fk REFERENCES organisation,
	version int NOT NULL,
	at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX note_event_of_note ON note_event (learning_note_id);
INSERT INTO note_event (learning_note_id, kind, person_id, version, at) SELECT id, 'proposed', proposed_by, 1, proposed_at FROM learning_note ORDER BY id;
INSERT INTO note_event (learning_note_id, kind, person_id, version, at)
SELECT id, 'published', published_by, version, published_at FROM learning_note WHERE status = 'published' ORDER BY id;

-- opened and useful are a person's, done is an organisation's.
CREATE TABLE note_mark (
	learning_note_id bigint NOT NULL CONSTRAINT note_mark_note_fk REFERENCES learning_note ON DELETE CASCADE,
	kind text NOT NULL CONSTRAINT note_mark_kind_known CHECK (kind IN ('opened', 'useful', 'done')),
	person_id bigint NOT NULL CONSTRAINT note_mark_person_fk REFERENCES person,
	organisation_id bigint CONSTRAINT note_mark_organisation_fk REFERENCES organisation,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT note_mark_of_organisation CHECK ((kind = 'done') = (organisation_id IS NOT NULL))
);
CREATE UNIQUE INDEX note_mark_once ON note_mark (learning_note_id, kind, person_id) WHERE kind <> 'done';
CREATE UNIQUE INDEX note_mark_done_once ON note_mark (learning_note_id, organisation_id) WHERE kind = 'done';

ALTER TABLE note_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE note_release ENABLE ROW LEVEL SECURITY;
ALTER TABLE note_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE note_mark ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION has_coordinator(p_organisation bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN cardinality(coordinators_of(ARRAY[p_organisation])) > 0; END $$;

-- Who coordinates for an organisation speaks for it; the secretariat for one that has nobody.
CREATE FUNCTION speaks_for(p_organisation bigint, p_helsefellesskap bigint) RETURNS boolean LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN p_organisation = ANY (acting_ids('organisations'))
		OR (p_helsefellesskap = ANY (acting_secretariat()) AND NOT has_coordinator(p_organisation));
END
$$;

-- A function, because a policy that asked note_case would go round in a circle.
CREATE FUNCTION receipt_notes() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN ARRAY(SELECT learning_note_id FROM note_case WHERE deviation_id = receipt_deviation()); END $$;

DROP POLICY learning_note_seen ON learning_note;
CREATE POLICY learning_note_seen ON learning_note FOR SELECT TO samavvik_service USING (
	(status IN ('published', 'replaced') AND helsefellesskap_id = ANY ((SELECT acting_ids('helsefellesskap'))::bigint[]))
	OR council_id = ANY ((SELECT acting_ids('councils'))::bigint[])
	OR (status = 'in_review' AND (helsefellesskap_id = ANY ((SELECT acting_secretariat())::bigint[])
		OR EXISTS (SELECT 1 FROM note_release r WHERE r.learning_note_id = id
			AND r.organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[]))))
	OR (SELECT acting_job()));
DROP POLICY learning_note_of_receipt ON learning_note;
CREATE POLICY learning_note_of_receipt ON learning_note FOR SELECT TO samavvik_service USING (
	status = 'published' AND id = ANY ((SELECT receipt_notes())::bigint[]));

CREATE POLICY note_case_seen ON note_case FOR SELECT TO samavvik_service USING (
	(SELECT acting_job()) OR deviation_is_visible(deviation_id));
CREATE POLICY note_case_added ON note_case FOR INSERT TO samavvik_service WITH CHECK (EXISTS (
	SELECT 1 FROM learning_note l JOIN deviation d ON d.id = note_case.deviation_id AND d.council_id = l.council_id
	WHERE l.id = learning_note_id AND l.status IN ('proposed', 'in_review') AND l.council_id = ANY ((SELECT acting_ids('councils'))::bigint[])));
CREATE POLICY note_case_removed ON note_case FOR DELETE TO samavvik_service USING (EXISTS (
	SELECT 1 FROM learning_note l WHERE l.id = learning_note_id AND l.status IN ('proposed', 'in_review')
		AND l.council_id = ANY ((SELECT acting_ids('councils'))::bigint[])));

CREATE POLICY note_release_seen ON note_release FOR SELECT TO samavvik_service USING (
	organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
	OR council_id = ANY ((SELECT acting_ids('councils'))::bigint[])
	OR helsefellesskap_id = ANY ((SELECT acting_secretariat())::bigint[]) OR (SELECT acting_job()));
CREATE POLICY note_release_dropped ON note_release FOR DELETE TO samavvik_service USING (
	council_id = ANY ((SELECT acting_ids('councils'))::bigint[]));
CREATE POLICY note_release_decided ON note_release FOR UPDATE TO samavvik_service
	USING (speaks_for(organisation_id, helsefellesskap_id)) WITH CHECK (person_id = (SELECT acting_person()));

CREATE POLICY note_event_seen ON note_event FOR SELECT TO samavvik_service USING (EXISTS (
	SELECT 1 FROM learning_note l WHERE l.id = learning_note_id AND (l.status = 'in_review'
		OR l.council_id = ANY ((SELECT acting_ids('councils'))::bigint[])
		OR l.helsefellesskap_id = ANY ((SELECT acting_secretariat())::bigint[]))));
CREATE POLICY note_event_added ON note_event FOR INSERT TO samavvik_service WITH CHECK (
	person_id = (SELECT acting_person()) AND EXISTS (SELECT 1 FROM learning_note l WHERE l.id = learning_note_id));

CREATE POLICY note_mark_seen ON note_mark FOR SELECT TO samavvik_service USING (
	person_id = (SELECT acting_person())
	OR (kind = 'done' AND EXISTS (SELECT 1 FROM learning_note l WHERE l.id = learning_note_id)));
CREATE POLICY note_mark_set ON note_mark FOR INSERT TO samavvik_service WITH CHECK (
	person_id = (SELECT acting_person())
	AND (organisation_id IS NULL OR organisation_id = ANY (acting_ids('organisations') || acting_ids('reporting')))
	AND EXISTS (SELECT 1 FROM learning_note l WHERE l.id = learning_note_id AND l.status = 'published'));
CREATE POLICY note_mark_taken_back ON note_mark FOR DELETE TO samavvik_service USING (
	CASE kind WHEN 'done' THEN organisation_id = ANY (acting_ids('organisations') || acting_ids('reporting'))
		WHEN 'useful' THEN person_id = (SELECT acting_person()) ELSE false END);

GRANT UPDATE (title, theme, what_happened, why, text, category, patient_group, parties, replaces_id, confirmed, written_by, written_at,
	reviewed_by, reviewed_at, ended_at, ended_reason) ON learning_note TO samavvik_service;
GRANT SELECT, INSERT, DELETE ON note_case, note_mark TO samavvik_service;
GRANT SELECT, DELETE ON note_release TO samavvik_service;
GRANT UPDATE (state, person_id, at, reason) ON note_release TO samavvik_service;
GRANT SELECT, INSERT ON note_event TO samavvik_service;

-- A case that is closed with a point is behind it, whoever stores it.
CREATE FUNCTION begin_note() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	UPDATE learning_note SET written_by = proposed_by WHERE id = NEW.id AND written_by IS NULL;
	IF NEW.deviation_id IS NOT NULL THEN
		INSERT INTO note_case (learning_note_id, deviation_id) VALUES (NEW.id, NEW.deviation_id);
	END IF;
	INSERT INTO note_event (learning_note_id, kind, person_id, version) VALUES (NEW.id, 'proposed', NEW.proposed_by, NEW.version);
	RETURN NULL;
END
$$;
CREATE TRIGGER learning_note_begun AFTER INSERT ON learning_note FOR EACH ROW EXECUTE FUNCTION begin_note();

-- Erasing a case takes what was written about it and is not published, and the way back from what is.
CREATE FUNCTION erase_notes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	DELETE FROM learning_note l USING note_case k
	WHERE k.deviation_id = NEW.id AND l.id = k.learning_note_id AND l.published_at IS NULL;
	DELETE FROM note_case WHERE deviation_id = NEW.id;
	RETURN NULL;
END
$$;
CREATE TRIGGER deviation_erased_takes_notes AFTER UPDATE OF erased_digest ON deviation FOR EACH ROW
	WHEN (NEW.erased_digest IS NOT NULL AND OLD.erased_digest IS NULL) EXECUTE FUNCTION erase_notes();

-- Asks every organisation behind the cases, also of those the council has handed over since. How many.
CREATE FUNCTION ask_for_releases(p_note bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	asked int;
BEGIN
	INSERT INTO note_release (learning_note_id, organisation_id, helsefellesskap_id, council_id, version)
	SELECT DISTINCT l.id, o.id, l.helsefellesskap_id, l.council_id, l.version
	FROM learning_note l
	JOIN note_case k ON k.learning_note_id = l.id
	JOIN deviation d ON d.id = k.deviation_id
	CROSS JOIN LATERAL unnest(ARRAY[d.reporter_organisation_id, d.other_organisation_id]) AS o (id)
	WHERE l.id = p_note AND l.status = 'in_review' AND l.council_id = ANY (acting_ids('councils'));
	GET DIAGNOSTICS asked = ROW_COUNT;
	RETURN asked;
END
$$;

CREATE FUNCTION tell_of_note(p_kind text, p_note bigint, p_people bigint[]) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	queued int;
BEGIN
	INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key, parameters)
	SELECT l.helsefellesskap_id, p_kind, p.id, p.email, p.language, p_kind || ':' || l.id || ':' || l.version || ':' || p.id,
		jsonb_build_object('note_id', l.id::text, 'council', c.name)
	FROM learning_note l
	JOIN council c ON c.id = l.council_id
	JOIN person p ON p.id = ANY (p_people)
	WHERE l.id = p_note AND p.email IS NOT NULL AND p.disabled_at IS NULL AND p.id IS DISTINCT FROM acting_person()
	ON CONFLICT ON CONSTRAINT outbox_dedupe_key_unique DO NOTHING;
	GET DIAGNOSTICS queued = ROW_COUNT;
	RETURN queued;
END
$$;
COMMENT ON FUNCTION tell_of_note(text, bigint, bigint[]) IS 'A notice about a note and its version to people, but not to who causes it';

-- Whose word a note in review waits for: coordinators of the organisations asked (the secretariat for those that have none), or who may
-- review it: the council, and the secretariat when the council has nobody else.
CREATE FUNCTION tell_who_is_asked(p_note bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	l learning_note;
	organisations bigint[] := ARRAY(SELECT organisation_id FROM note_release WHERE learning_note_id = p_note AND state = 'waiting');
	secretariat bigint[];
	council bigint[];
BEGIN
	SELECT * INTO l FROM learning_note WHERE id = p_note AND status = 'in_review' AND council_id = ANY (acting_ids('councils'));
	secretariat := ARRAY(SELECT m.person_id FROM membership m WHERE m.helsefellesskap_id = l.helsefellesskap_id AND m.role = 'secretariat'
		AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date));
	council := ARRAY(SELECT m.person_id FROM membership m WHERE m.council_id = l.council_id AND m.person_id <> l.written_by
		AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date));
	RETURN tell_of_note('note_release', l.id, coordinators_of(organisations)
			|| CASE WHEN EXISTS (SELECT 1 FROM unnest(organisations) AS o (id) WHERE NOT has_coordinator(o.id)) THEN secretariat END)
		+ tell_of_note('note_review', l.id, CASE WHEN cardinality(council) > 0 THEN council ELSE secretariat END);
END
$$;

-- That a second person has read it; not for who wrote it.
CREATE FUNCTION review_note(p_note bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	UPDATE learning_note l SET reviewed_by = acting_person(), reviewed_at = now()
	WHERE l.id = p_note AND l.status = 'in_review' AND l.written_by IS DISTINCT FROM acting_person()
		AND (l.council_id = ANY (acting_ids('councils')) OR l.helsefellesskap_id = ANY (acting_secretariat()));
	RETURN FOUND;
END
$$;

-- Tells who wrote a note that it can be published now: everybody asked has released it, and a second person has read it.
CREATE FUNCTION tell_writer_of_ready(p_note bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	RETURN (SELECT tell_of_note('note_ready', l.id, ARRAY[l.written_by]) FROM learning_note l
		WHERE l.id = p_note AND l.status = 'in_review' AND l.reviewed_by IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM note_release r WHERE r.learning_note_id = l.id AND r.state <> 'released'));
END
$$;

-- What readers made of a published note. Who is no one's business; which organisations have done it is.
CREATE FUNCTION note_marks_json(p_note bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	RETURN (SELECT json_build_object(
		'opened', count(*) FILTER (WHERE m.kind = 'opened'), 'useful', count(*) FILTER (WHERE m.kind = 'useful'),
		'done', count(*) FILTER (WHERE m.kind = 'done'), 'own_useful', coalesce(bool_or(m.kind = 'useful' AND m.person_id = acting_person()), false),
		'done_at', coalesce(json_agg(json_build_object('id', o.id::text, 'name', o.name) ORDER BY o.name) FILTER (WHERE o.id IS NOT NULL), '[]'))
	FROM note_mark m LEFT JOIN organisation o ON o.id = m.organisation_id
	WHERE m.learning_note_id = p_note
		AND EXISTS (SELECT 1 FROM learning_note l WHERE l.id = p_note AND l.status IN ('published', 'replaced')
			AND l.helsefellesskap_id = ANY (acting_ids('helsefellesskap'))));
END
$$;

-- A note as everybody who may read it sees it. cases: those behind it that the reader sees; work: what goes on behind it; or null.
CREATE FUNCTION note_json(l learning_note, p_cases json, p_work json) RETURNS json LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN json_build_object('id', l.id::text, 'version', l.version, 'title', l.title, 'theme', l.theme, 'what_happened', l.what_happened,
		'why', l.why, 'text', l.text, 'category', l.category, 'patient_group', l.patient_group, 'parties', l.parties,
		'council', council_json(l.council_id), 'status', l.status, 'published_at', time_json(l.published_at),
		'ended_at', time_json(l.ended_at), 'ended_reason', l.ended_reason, 'replaces', l.replaces_id::text,
		'replaced_by', (SELECT r.id::text FROM learning_note r WHERE r.replaces_id = l.id AND r.status IN ('published', 'replaced')
			ORDER BY r.id DESC LIMIT 1),
		'marks', note_marks_json(l.id), 'cases', p_cases, 'work', p_work);
END
$$;

-- Which sides of a note the person is on.
CREATE FUNCTION note_sides(l learning_note) RETURNS text[] LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN array_remove(ARRAY[
		CASE WHEN l.council_id = ANY (acting_ids('councils')) THEN 'council' END,
		CASE WHEN l.helsefellesskap_id = ANY (acting_secretariat()) THEN 'secretariat' END,
		CASE WHEN EXISTS (SELECT 1 FROM note_release r WHERE r.learning_note_id = l.id
			AND speaks_for(r.organisation_id, r.helsefellesskap_id)) THEN 'party' END], NULL);
END
$$;

-- What the person may do to a note now. p_steps: rows {step, status, side}.
CREATE FUNCTION note_allowed(l learning_note, p_steps json) RETURNS text[] LANGUAGE plpgsql STABLE
AS $$
DECLARE
	sides text[] := note_sides(l);
	is_second boolean := l.written_by IS DISTINCT FROM acting_person();
BEGIN
	RETURN ARRAY(SELECT DISTINCT s.step FROM json_to_recordset(p_steps) AS s (step text, status text, side text)
		WHERE s.status = l.status AND s.side = ANY (sides)
			AND CASE s.step WHEN 'review' THEN is_second AND l.reviewed_by IS NULL
				WHEN 'publish' THEN (is_second OR l.reviewed_by IS NOT NULL)
					AND NOT EXISTS (SELECT 1 FROM note_release r WHERE r.learning_note_id = l.id AND r.state <> 'released')
				WHEN 'replace' THEN l.published_at IS NOT NULL
				ELSE true END
		ORDER BY s.step);
END
$$;

-- A note that was published and withdrawn: that it was there, and where to read on, but nothing it said.
CREATE FUNCTION withdrawn_note(p_note bigint) RETURNS TABLE (note json, version int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	l learning_note;
BEGIN
	SELECT * INTO l FROM learning_note WHERE id = p_note AND status = 'withdrawn' AND published_at IS NOT NULL
		AND helsefellesskap_id = ANY (acting_ids('helsefellesskap'));
	IF FOUND THEN
		l.title := ''; l.text := ''; l.theme := NULL; l.what_happened := NULL; l.why := NULL;
		RETURN QUERY SELECT note_json(l, NULL, NULL), l.version;
	END IF;
END
$$;

-- What anybody may read of a helsefellesskap that publishes: no cases, no people. No row: it publishes nothing, or is none.
CREATE FUNCTION public_notes(p_helsefellesskap text) RETURNS TABLE (id bigint, title text, theme text, what_happened text, why text, text text,
	category text, labels json, patient_group text, parties text[], council text, published_at timestamptz, replaces_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT l.id, l.title, l.theme, l.what_happened, l.why, l.text, l.category,
		(SELECT json_build_object('nb', v.label_nb, 'nn', v.label_nn, 'en', v.label_en) FROM code_value v
			WHERE v.helsefellesskap_id = h.id AND v.list = 'category' AND v.code = l.category ORDER BY v.valid_from DESC LIMIT 1),
		l.patient_group, l.parties, c.name, l.published_at, l.replaces_id
	FROM helsefellesskap h JOIN learning_note l ON l.helsefellesskap_id = h.id JOIN council c ON c.id = l.council_id
	WHERE h.code = p_helsefellesskap AND h.publishes_learning AND l.status = 'published'
	ORDER BY l.published_at DESC, l.id DESC LIMIT 100;
END
$$;

-- Name and language of a helsefellesskap that publishes, and when what it publishes changed: a note came or went.
CREATE FUNCTION public_learning(p_helsefellesskap text) RETURNS TABLE (code text, name text, language text, updated_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT h.code, h.name, h.language, coalesce((SELECT max(greatest(l.published_at, l.ended_at)) FROM learning_note l
		WHERE l.helsefellesskap_id = h.id AND l.published_at IS NOT NULL), 'epoch')
	FROM helsefellesskap h WHERE h.code = p_helsefellesskap AND h.publishes_learning;
END
$$;

REVOKE ALL ON FUNCTION has_coordinator(bigint), receipt_notes(), speaks_for(bigint, bigint), begin_note(), erase_notes(), ask_for_releases(bigint),
	tell_of_note(text, bigint, bigint[]), tell_who_is_asked(bigint), review_note(bigint), tell_writer_of_ready(bigint),
	note_marks_json(bigint), note_json(learning_note, json, json), note_sides(learning_note), note_allowed(learning_note, json), withdrawn_note(bigint), public_notes(text), public_learning(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION has_coordinator(bigint), receipt_notes(), speaks_for(bigint, bigint), ask_for_releases(bigint), tell_of_note(text, bigint, bigint[]),
	tell_who_is_asked(bigint), review_note(bigint), tell_writer_of_ready(bigint), note_marks_json(bigint), note_json(learning_note, json, json), note_sides(learning_note), note_allowed(learning_note, json),
	withdrawn_note(bigint), public_notes(text), public_learning(text) TO samavvik_service;

GRANT UPDATE (deviation_id) ON learning_note TO samavvik_service;

ALTER DOMAIN notice_kind DROP CONSTRAINT outbox_kind_known;
ALTER DOMAIN notice_kind ADD CONSTRAINT outbox_kind_known CHECK (VALUE IN (
	'case_new', 'case_answered', 'case_closed', 'case_message', 'digest', 'reference_expiring', 'reference_requested',
	'reference_decided', 'invitation', 'password_reset', 'password_changed', 'second_factor_removed', 'held_report',
	'receipt_news', 'case_assigned', 'case_mention', 'case_news', 'case_handed_over', 'case_passed_around',
	'deadline_reminder', 'deadline_passed', 'match_offered', 'correction_requested', 'digest_draft', 'digest_waits',
	'wheel_ahead', 'report_ready', 'note_release', 'note_review', 'note_objected', 'note_ready'));

-- The whole document as text.
CREATE OR REPLACE FUNCTION configuration_of(p_helsefellesskap bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN (
	SELECT E'{\n  "helsefellesskap": ' || json_strip_nulls(json_build_object('code', h.code, 'name', h.name, 'case_prefix', h.case_prefix,
			'language', h.language, 'smallest_shown', h.smallest_shown, 'publishes_learning',
			CASE WHEN h.publishes_learning THEN true END, 'filing_without_account',
			CASE WHEN h.filing_parties <> '{}' THEN json_build_object('parties', h.filing_parties, 'organisations',
				(SELECT json_agg(o.code ORDER BY o.id) FROM organisation o WHERE o.id = ANY (h.filing_organisations))) END))::text
		|| E',\n  ' || array_to_string(configuration_register(h.id) || configuration_codes(h.id) || configuration_more(h.id), E',\n  ')
		|| coalesce((SELECT E',\n  "rules": {"version": ' || (r.rules ->> 'version') || ', "title": ' || (r.rules -> 'title')::text || E',\n    '
				|| array_to_string(ARRAY[configuration_section('rules', ARRAY(SELECT x.rule::text
					FROM jsonb_array_elements(r.rules -> 'rules') WITH ORDINALITY AS x (rule, place) ORDER BY x.place)),
				configuration_section('also_tell', ARRAY(SELECT x.rule::text
					FROM jsonb_array_elements(coalesce(r.rules -> 'also_tell', '[]')) WITH ORDINALITY AS x (rule, place) ORDER BY x.place))],
				E',\n    ') || '}'
			FROM rule_set r WHERE r.helsefellesskap_id = h.id AND r.active_from IS NOT NULL AND r.active_to IS NULL), '')
		|| E'\n}\n'
	FROM helsefellesskap h WHERE h.id = p_helsefellesskap);
END $$;

-- What was published is never changed: another note takes its place.
CREATE FUNCTION keep_published_text() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
	RAISE EXCEPTION 'a note that is not in the making keeps its text' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER learning_note_keeps_text BEFORE UPDATE ON learning_note FOR EACH ROW
	WHEN (OLD.status NOT IN ('proposed', 'in_review') AND (OLD.title, OLD.theme, OLD.what_happened, OLD.why, OLD.text, OLD.written_by)
		IS DISTINCT FROM (NEW.title, NEW.theme, NEW.what_happened, NEW.why, NEW.text, NEW.written_by))
	EXECUTE FUNCTION keep_published_text();
