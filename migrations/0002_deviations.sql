-- Deviations, their history and dialogue, what is to be mailed, and the memory that makes a repeated create harmless.

-- Case numbers have no gaps: the counter moves in the transaction that files.
CREATE TABLE case_counter (
	helsefellesskap_id bigint NOT NULL CONSTRAINT case_counter_helsefellesskap_fk REFERENCES helsefellesskap,
	year int NOT NULL,
	last int NOT NULL,
	CONSTRAINT case_counter_pk PRIMARY KEY (helsefellesskap_id, year)
) WITH (fillfactor = 50);

CREATE TABLE deviation (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT deviation_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT deviation_helsefellesskap_fk REFERENCES helsefellesskap,
	year int NOT NULL,
	serial int NOT NULL,
	number text NOT NULL,
	version int NOT NULL DEFAULT 1,
	status text NOT NULL DEFAULT 'sent' CONSTRAINT deviation_status_known
		CHECK (status IN ('sent', 'received', 'answered', 'closed', 'reopened')),
	kind text NOT NULL CONSTRAINT deviation_kind_known
		CHECK (kind IN ('patient', 'system', 'user_representative', 'positive')),
	category text NOT NULL,
	phase text,
	patient_group text,
	agreement_point int,
	hph_item text,
	occurred_on date,
	title text NOT NULL CONSTRAINT deviation_title_length CHECK (length(title) BETWEEN 3 AND 120),
	description text NOT NULL CONSTRAINT deviation_description_length CHECK (length(description) BETWEEN 3 AND 10000),
	immediate_action text CONSTRAINT deviation_immediate_action_length CHECK (length(immediate_action) <= 4000),
	suggestion text CONSTRAINT deviation_suggestion_length CHECK (length(suggestion) <= 4000),
	actual_harm text NOT NULL CONSTRAINT deviation_actual_harm_known
		CHECK (actual_harm IN ('none', 'low', 'moderate', 'severe', 'fatal')),
	potential_harm text NOT NULL CONSTRAINT deviation_potential_harm_known
		CHECK (potential_harm IN ('none', 'low', 'moderate', 'severe', 'fatal')),
	-- Null for cases that came in on paper or from another system.
	reporter_person_id bigint CONSTRAINT deviation_reporter_person_fk REFERENCES person,
	reporter_organisation_id bigint NOT NULL CONSTRAINT deviation_reporter_organisation_fk REFERENCES organisation,
	reporter_unit_id bigint CONSTRAINT deviation_reporter_unit_fk REFERENCES unit,
	other_organisation_id bigint NOT NULL CONSTRAINT deviation_other_organisation_fk REFERENCES organisation,
	other_unit_id bigint CONSTRAINT deviation_other_unit_fk REFERENCES unit,
	council_id bigint NOT NULL CONSTRAINT deviation_council_fk REFERENCES council,
	-- Why it went there: kept with the case, whatever becomes of the rules.
	rule_set_id bigint NOT NULL CONSTRAINT deviation_rule_set_fk REFERENCES rule_set,
	route_rule text NOT NULL,
	route_why jsonb NOT NULL,
	also_told bigint[] NOT NULL DEFAULT '{}',
	external_system text,
	external_reference text,
	submitted_at timestamptz NOT NULL DEFAULT now(),
	received_at timestamptz,
	answered_at timestamptz,
	closed_at timestamptz,
	feedback_mode text,
	-- Sequence of the last event; the history's own numbering cannot be asked for by those who do not see all of it.
	last_event int NOT NULL DEFAULT 1,
	CONSTRAINT deviation_number_unique UNIQUE (helsefellesskap_id, year, serial),
	CONSTRAINT deviation_closed_has_answer CHECK (status <> 'closed' OR (answered_at IS NOT NULL AND closed_at IS NOT NULL))
);
CREATE INDEX deviation_of_council ON deviation (council_id, id DESC);
CREATE INDEX deviation_of_council_open ON deviation (council_id, id DESC) WHERE status <> 'closed';
CREATE INDEX deviation_of_reporter ON deviation (reporter_person_id, id DESC) WHERE reporter_person_id IS NOT NULL;
CREATE INDEX deviation_by_time ON deviation (helsefellesskap_id, submitted_at);
-- Every organisation numbers its own: two that use the same system do not get in each other's way, or learn of each other.
CREATE UNIQUE INDEX deviation_external_reference_unique
	ON deviation (helsefellesskap_id, reporter_organisation_id, external_system, external_reference)
	WHERE external_reference IS NOT NULL;

-- The history of a case: only ever added to.
CREATE TABLE event (
	deviation_id bigint NOT NULL CONSTRAINT event_deviation_fk REFERENCES deviation,
	sequence int NOT NULL,
	kind text NOT NULL CONSTRAINT event_kind_known CHECK (kind IN ('submitted', 'acknowledged', 'message_added', 'note_added',
		'answered', 'closed', 'reopened', 'learning_proposed', 'learning_published')),
	internal boolean NOT NULL DEFAULT false,
	actor_person_id bigint CONSTRAINT event_actor_fk REFERENCES person,
	at timestamptz NOT NULL DEFAULT now(),
	detail jsonb NOT NULL DEFAULT '{}',
	CONSTRAINT event_pk PRIMARY KEY (deviation_id, sequence)
);

CREATE TABLE message (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT message_pk PRIMARY KEY,
	deviation_id bigint NOT NULL CONSTRAINT message_deviation_fk REFERENCES deviation,
	audience text NOT NULL CONSTRAINT message_audience_known CHECK (audience IN ('dialogue', 'internal')),
	is_answer boolean NOT NULL DEFAULT false,
	text text NOT NULL CONSTRAINT message_text_length CHECK (length(text) BETWEEN 1 AND 5000),
	author_person_id bigint CONSTRAINT message_author_fk REFERENCES person,
	side text NOT NULL CONSTRAINT message_side_known CHECK (side IN ('reporter', 'council', 'party')),
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT message_answer_is_dialogue CHECK (NOT is_answer OR audience = 'dialogue')
);
CREATE INDEX message_of_deviation ON message (deviation_id, id);

-- A repeated create finds its first answer here.
CREATE TABLE idempotency (
	person_id bigint NOT NULL CONSTRAINT idempotency_person_fk REFERENCES person,
	operation text NOT NULL,
	key text NOT NULL,
	request_digest bytea NOT NULL,
	-- What was created: a case, or a message.
	resource_id bigint NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT idempotency_pk PRIMARY KEY (person_id, operation, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);

-- Mail to be sent: one row, one recipient, one message. Parameters hold case numbers, ids and links, never a text of a case.
CREATE TABLE outbox (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT outbox_helsefellesskap_fk REFERENCES helsefellesskap,
	kind text NOT NULL CONSTRAINT outbox_kind_known
		CHECK (kind IN ('case_new', 'case_answered', 'case_closed', 'case_message', 'digest')),
	recipient_person_id bigint CONSTRAINT outbox_recipient_fk REFERENCES person,
	address text NOT NULL,
	language text NOT NULL,
	parameters jsonb NOT NULL DEFAULT '{}',
	dedupe_key text NOT NULL CONSTRAINT outbox_dedupe_key_unique UNIQUE,
	created_at timestamptz NOT NULL DEFAULT now(),
	not_before timestamptz NOT NULL DEFAULT now(),
	-- Null: only the setting mail_give_up_hours ends its time.
	expires_at timestamptz,
	attempts int NOT NULL DEFAULT 0,
	claimed_until timestamptz,
	claimed_by text,
	sent_at timestamptz,
	failed_at timestamptz,
	last_code int,
	last_reason text,
	CONSTRAINT outbox_one_end CHECK (sent_at IS NULL OR failed_at IS NULL)
) WITH (fillfactor = 80);
CREATE INDEX outbox_waiting ON outbox (not_before) WHERE sent_at IS NULL AND failed_at IS NULL;

ALTER TABLE case_counter ENABLE ROW LEVEL SECURITY;
ALTER TABLE deviation ENABLE ROW LEVEL SECURITY;
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
ALTER TABLE message ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;

CREATE POLICY case_counter_member ON case_counter TO samavvik_service
	USING (helsefellesskap_id = ANY ((SELECT acting_ids('helsefellesskap'))::bigint[]) OR (SELECT acting_job()));

-- A case is seen by who reported it, the council that has it, coordinators of both parties, and those who oversee the
-- helsefellesskap. The settings are read once a statement, not once a row: that is what the inner SELECTs are for.
CREATE POLICY deviation_seen ON deviation FOR SELECT TO samavvik_service USING (
	council_id = ANY ((SELECT acting_ids('councils'))::bigint[])
	OR reporter_person_id = (SELECT acting_person())
	OR reporter_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
	OR other_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
	OR helsefellesskap_id = ANY ((SELECT acting_ids('overseen'))::bigint[])
	OR (SELECT acting_job()));
CREATE POLICY deviation_filed ON deviation FOR INSERT TO samavvik_service WITH CHECK (
	(reporter_person_id = (SELECT acting_person())
		AND reporter_organisation_id = ANY ((SELECT acting_ids('reporting'))::bigint[])
		AND helsefellesskap_id = ANY ((SELECT acting_ids('helsefellesskap'))::bigint[]))
	OR (SELECT acting_job()));
CREATE POLICY deviation_worked_on ON deviation FOR UPDATE TO samavvik_service USING (
	council_id = ANY ((SELECT acting_ids('councils'))::bigint[])
	OR reporter_person_id = (SELECT acting_person())
	OR (SELECT acting_job()));

-- The row being filed is not visible yet when its first event is written; every later one needs a visible case.
CREATE POLICY event_added ON event FOR INSERT TO samavvik_service WITH CHECK (
	(SELECT acting_job())
	OR (actor_person_id = (SELECT acting_person())
		AND (sequence = 1 OR EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id))));
CREATE POLICY event_seen ON event FOR SELECT TO samavvik_service USING (
	EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id
		AND (NOT internal OR d.council_id = ANY ((SELECT acting_ids('councils'))::bigint[]))));

-- An internal note is the council's alone, also against those who oversee.
CREATE POLICY message_seen ON message FOR SELECT TO samavvik_service USING (
	EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id
		AND (audience = 'dialogue' OR d.council_id = ANY ((SELECT acting_ids('councils'))::bigint[]))));
CREATE POLICY message_added ON message FOR INSERT TO samavvik_service WITH CHECK (
	author_person_id = (SELECT acting_person())
	AND EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id
		AND (audience = 'dialogue' OR d.council_id = ANY ((SELECT acting_ids('councils'))::bigint[]))));

CREATE POLICY idempotency_own ON idempotency TO samavvik_service
	USING (person_id = (SELECT acting_person()) OR (SELECT acting_job()));

CREATE POLICY outbox_job ON outbox TO samavvik_service USING ((SELECT acting_job()));

-- No text of a case can be changed, nothing of its history can be changed or deleted: the service has no right to.
GRANT SELECT, INSERT, UPDATE ON case_counter TO samavvik_service;
GRANT SELECT, INSERT ON deviation TO samavvik_service;
GRANT USAGE ON SEQUENCE deviation_id_seq TO samavvik_service;
GRANT UPDATE (version, status, received_at, answered_at, closed_at, feedback_mode, council_id, last_event) ON deviation TO samavvik_service;
GRANT SELECT, INSERT ON event, message TO samavvik_service;
GRANT SELECT, INSERT, DELETE ON idempotency TO samavvik_service;
GRANT SELECT, INSERT, UPDATE ON outbox TO samavvik_service;

-- Notices are queued for people whose addresses the actor may not see. A case being filed has no number yet: null, and
-- the worker looks it up.
CREATE FUNCTION queue_council_notices(p_kind text, p_deviation bigint, p_number text, p_helsefellesskap bigint,
	p_councils bigint[], p_dedupe text, p_except bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	queued int;
BEGIN
	INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key, parameters)
	SELECT p_helsefellesskap, p_kind, p.id, p.email, p.language, p_dedupe || ':' || p.id,
		jsonb_build_object('number', p_number, 'deviation_id', p_deviation::text, 'council', c.name)
	FROM (
		SELECT DISTINCT ON (m.person_id) m.person_id, m.council_id
		FROM membership m
		WHERE m.council_id = ANY (p_councils)
			AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date)
		ORDER BY m.person_id, array_position(p_councils, m.council_id)
	) told
	JOIN person p ON p.id = told.person_id
	JOIN council c ON c.id = told.council_id
	WHERE p.email IS NOT NULL AND p.disabled_at IS NULL AND p.id IS DISTINCT FROM p_except
	ON CONFLICT ON CONSTRAINT outbox_dedupe_key_unique DO NOTHING;
	GET DIAGNOSTICS queued = ROW_COUNT;
	RETURN queued;
END
$$;

CREATE FUNCTION queue_reporter_notice(p_kind text, p_deviation bigint, p_dedupe text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	queued int;
BEGIN
	INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key, parameters)
	SELECT d.helsefellesskap_id, p_kind, p.id, p.email, p.language, p_dedupe || ':' || p.id,
		jsonb_build_object('number', d.number, 'deviation_id', d.id::text, 'council', c.name)
	FROM deviation d
	JOIN person p ON p.id = d.reporter_person_id
	JOIN council c ON c.id = d.council_id
	WHERE d.id = p_deviation AND p.email IS NOT NULL AND p.disabled_at IS NULL
		AND p.id IS DISTINCT FROM acting_person()
	ON CONFLICT ON CONSTRAINT outbox_dedupe_key_unique DO NOTHING;
	GET DIAGNOSTICS queued = ROW_COUNT;
	RETURN queued;
END
$$;

REVOKE ALL ON FUNCTION queue_council_notices(text, bigint, text, bigint, bigint[], text, bigint),
	queue_reporter_notice(text, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue_council_notices(text, bigint, text, bigint, bigint[], text, bigint),
	queue_reporter_notice(text, bigint, text) TO samavvik_service;

-- Pieces of answers that several statements need. plpgsql keeps their plans.
CREATE FUNCTION council_json(p_council bigint) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (SELECT json_build_object('id', id::text, 'code', code, 'name', name) FROM council WHERE id = p_council); END $$;

CREATE FUNCTION organisation_json(p_organisation bigint) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (SELECT json_build_object('id', id::text, 'name', name, 'party', party)
	FROM organisation WHERE id = p_organisation); END $$;

CREATE FUNCTION unit_json(p_unit bigint) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN
	IF p_unit IS NULL THEN RETURN NULL; END IF;
	RETURN (SELECT json_build_object('id', id::text, 'name', name) FROM unit WHERE id = p_unit);
END $$;

CREATE FUNCTION route_json(p_council bigint, p_rule text, p_why jsonb, p_also_told bigint[]) RETURNS json
LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN json_build_object('council', council_json(p_council), 'rule', p_rule, 'why', p_why, 'also_told',
	(SELECT coalesce(json_agg(council_json(id) ORDER BY place), '[]')
		FROM unnest(p_also_told) WITH ORDINALITY AS told (id, place))); END $$;

CREATE FUNCTION time_json(p_time timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT to_char(p_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;
COMMENT ON FUNCTION time_json(timestamptz) IS 'RFC 3339 in UTC with milliseconds';

-- A page of a list: the rows of these ids, newest first, and where the next page begins. Callers pick one id more than
-- the page holds. Runs with the caller's rights, so the policies hold here too.
CREATE FUNCTION deviation_page(p_ids bigint[], p_rows int) RETURNS TABLE (page json, next_cursor text)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	next_cursor := CASE WHEN cardinality(p_ids) > p_rows THEN p_ids[p_rows]::text END;
	SELECT json_build_object('items', coalesce(json_agg(json_build_object('id', d.id::text, 'number', d.number,
			'kind', d.kind, 'category', d.category, 'title', d.title, 'status', d.status,
			'actual_harm', d.actual_harm, 'potential_harm', d.potential_harm,
			'reporter_organisation', json_build_object('id', r.id::text, 'name', r.name, 'party', r.party),
			'other_organisation', json_build_object('id', o.id::text, 'name', o.name, 'party', o.party),
			'council', json_build_object('id', c.id::text, 'code', c.code, 'name', c.name),
			'submitted_at', time_json(d.submitted_at), 'answered_at', time_json(d.answered_at)) ORDER BY d.id DESC), '[]'),
		'next_cursor', next_cursor)
	INTO page
	FROM deviation d
	JOIN organisation r ON r.id = d.reporter_organisation_id
	JOIN organisation o ON o.id = d.other_organisation_id
	JOIN council c ON c.id = d.council_id
	WHERE d.id = ANY (p_ids[1:p_rows]);
	RETURN NEXT;
END
$$;
