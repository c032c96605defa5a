-- Filing without an account. Such a report is no case: it is held in a table of its own, seen by the secretariat alone, until
-- the secretariat confirms it and it is filed like any other. Whoever sent it follows it with a receipt code; the database
-- knows that person by the code's SHA-256 in the setting samavvik.receipt, and shows exactly one report and one case to it.

ALTER TABLE helsefellesskap
	-- Which parties may file without an account; none: nobody may.
	ADD COLUMN filing_parties text[] NOT NULL DEFAULT '{}' CONSTRAINT helsefellesskap_filing_parties_known
		CHECK (filing_parties <@ ARRAY['hospital', 'municipality', 'gp', 'user_representative']),
	-- Which of their organisations; null: every member.
	ADD COLUMN filing_organisations bigint[] CONSTRAINT helsefellesskap_filing_organisations_known
		CHECK (array_position(filing_organisations, NULL) IS NULL);

CREATE FUNCTION acting_receipt() RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('samavvik.receipt', true), '')::bytea $$;
COMMENT ON FUNCTION acting_receipt() IS 'Digest of the receipt code on whose behalf the transaction runs, or null';

CREATE TABLE held_report (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT held_report_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT held_report_helsefellesskap_fk REFERENCES helsefellesskap,
	version int NOT NULL DEFAULT 1,
	status text NOT NULL DEFAULT 'held' CONSTRAINT held_report_status_known CHECK (status IN ('held', 'confirmed', 'rejected')),
	-- What was sent, in the form of submit_deviation. A confirmed one stands in its case and no longer here.
	report jsonb,
	reporter_organisation_id bigint NOT NULL CONSTRAINT held_report_organisation_fk REFERENCES organisation,
	-- Plain SHA-256 is enough for a code of 95 random bits: nobody tries them all, so slowness would protect nothing.
	code_digest bytea NOT NULL CONSTRAINT held_report_code_unique UNIQUE,
	key_digest bytea NOT NULL CONSTRAINT held_report_key_unique UNIQUE,
	language text NOT NULL CONSTRAINT held_report_language_known CHECK (language IN ('nb', 'nn', 'en')),
	-- For notices without content. Forgotten when the case is closed or the report rejected.
	email text CONSTRAINT held_report_email_length CHECK (length(email) <= 254),
	held_at timestamptz NOT NULL DEFAULT now(),
	decided_at timestamptz,
	decided_by bigint CONSTRAINT held_report_decided_by_fk REFERENCES person,
	reason text CONSTRAINT held_report_reason_known CHECK (reason IN
		('not_collaboration', 'duplicate', 'identifies_someone', 'not_enough', 'belongs_elsewhere', 'other')),
	reason_text text CONSTRAINT held_report_reason_text_length CHECK (length(reason_text) BETWEEN 3 AND 2000),
	deviation_id bigint CONSTRAINT held_report_deviation_unique UNIQUE
		CONSTRAINT held_report_deviation_fk REFERENCES deviation ON DELETE CASCADE,
	CONSTRAINT held_report_confirmed_is_case CHECK ((status = 'confirmed') = (deviation_id IS NOT NULL)),
	CONSTRAINT held_report_held_has_text CHECK ((status = 'confirmed') = (report IS NULL)),
	CONSTRAINT held_report_rejected_has_reason CHECK ((status = 'rejected') = (reason IS NOT NULL)),
	CONSTRAINT held_report_decided_when CHECK ((status = 'held') = (decided_at IS NULL))
);
CREATE INDEX held_report_waiting ON held_report (helsefellesskap_id, id) WHERE status = 'held';
CREATE INDEX held_report_by_time ON held_report (helsefellesskap_id, held_at);
CREATE INDEX held_report_rejected ON held_report (decided_at) WHERE status = 'rejected';

-- A repeated message through a code finds its first answer here.
CREATE TABLE receipt_repeat (
	held_report_id bigint NOT NULL CONSTRAINT receipt_repeat_held_report_fk REFERENCES held_report ON DELETE CASCADE,
	key text NOT NULL,
	request_digest bytea NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT receipt_repeat_pk PRIMARY KEY (held_report_id, key)
);
CREATE INDEX receipt_repeat_created ON receipt_repeat (created_at);

-- Puzzles that were used: each lets one report in.
CREATE TABLE spent_puzzle (
	nonce bytea CONSTRAINT spent_puzzle_pk PRIMARY KEY,
	expires_at timestamptz NOT NULL
);
CREATE INDEX spent_puzzle_expires ON spent_puzzle (expires_at);

-- Signs puzzles and makes receipt codes; the same for all instances, and no operator has to think of one.
CREATE TABLE filing_secret (
	only_one boolean NOT NULL DEFAULT true CONSTRAINT filing_secret_pk PRIMARY KEY
		CONSTRAINT filing_secret_only_one CHECK (only_one),
	value bytea NOT NULL CONSTRAINT filing_secret_length CHECK (length(value) = 32)
);
INSERT INTO filing_secret (value)
SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- The helsefellesskap whose secretariat the person is in. Not those of the follow-up group, which oversees cases.
CREATE FUNCTION acting_secretariat() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	RETURN (SELECT coalesce(array_agg(DISTINCT m.helsefellesskap_id), '{}') FROM memberships_today(acting_person()) m
		WHERE m.role = 'secretariat');
END
$$;

-- The case that the receipt's report became, or null.
CREATE FUNCTION receipt_deviation() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	IF acting_receipt() IS NULL THEN RETURN NULL; END IF;
	RETURN (SELECT deviation_id FROM held_report WHERE code_digest = acting_receipt());
END
$$;

-- Whether someone follows a case with a receipt code.
CREATE FUNCTION followed_by_receipt(p_deviation bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM held_report WHERE deviation_id = p_deviation); END $$;

-- The members of a helsefellesskap that may be named as the reporter's organisation by someone without an account.
CREATE FUNCTION filing_organisations(p_helsefellesskap bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT coalesce(array_agg(DISTINCT o.id), '{}')
		FROM helsefellesskap h
		JOIN helsefellesskap_member m ON m.helsefellesskap_id = h.id
		JOIN organisation o ON o.id = m.organisation_id
		WHERE h.id = p_helsefellesskap AND o.party = ANY (h.filing_parties)
			AND (h.filing_organisations IS NULL OR o.id = ANY (h.filing_organisations))
			AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date));
END
$$;

ALTER TABLE held_report ENABLE ROW LEVEL SECURITY;
ALTER TABLE receipt_repeat ENABLE ROW LEVEL SECURITY;
ALTER TABLE spent_puzzle ENABLE ROW LEVEL SECURITY;
ALTER TABLE filing_secret ENABLE ROW LEVEL SECURITY;

CREATE POLICY held_report_seen ON held_report FOR SELECT TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT acting_secretariat())::bigint[])
	OR code_digest = (SELECT acting_receipt())
	OR (SELECT acting_job()));
CREATE POLICY held_report_sent ON held_report FOR INSERT TO samavvik_service WITH CHECK (
	status = 'held' AND (SELECT acting_person()) IS NULL AND code_digest = (SELECT acting_receipt())
	AND reporter_organisation_id = ANY (filing_organisations(helsefellesskap_id)));
CREATE POLICY held_report_decided ON held_report FOR UPDATE TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT acting_secretariat())::bigint[]) OR (SELECT acting_job()));
CREATE POLICY held_report_forgotten ON held_report FOR DELETE TO samavvik_service USING (
	status = 'rejected' AND (SELECT acting_job()));
CREATE POLICY receipt_repeat_own ON receipt_repeat TO samavvik_service USING (
	held_report_id = (SELECT id FROM held_report WHERE code_digest = acting_receipt()) OR (SELECT acting_job()));
CREATE POLICY spent_puzzle_spent ON spent_puzzle FOR INSERT TO samavvik_service WITH CHECK ((SELECT acting_person()) IS NULL);
CREATE POLICY spent_puzzle_job ON spent_puzzle TO samavvik_service USING ((SELECT acting_job()));
CREATE POLICY filing_secret_nobody ON filing_secret FOR SELECT TO samavvik_service USING ((SELECT acting_person()) IS NULL);

-- The holder of a code is the reporter of one case: sees it and its dialogue, never an internal note, and writes as reporter.
CREATE POLICY deviation_of_receipt ON deviation FOR SELECT TO samavvik_service USING (id = (SELECT receipt_deviation()));
CREATE POLICY deviation_of_receipt_counts ON deviation FOR UPDATE TO samavvik_service USING (id = (SELECT receipt_deviation()));
CREATE POLICY message_of_receipt ON message FOR INSERT TO samavvik_service WITH CHECK (
	author_person_id IS NULL AND side = 'reporter' AND audience = 'dialogue' AND NOT is_answer
	AND deviation_id = receipt_deviation());
CREATE POLICY event_of_receipt ON event FOR INSERT TO samavvik_service WITH CHECK (
	actor_person_id IS NULL AND kind IN ('message_added', 'warning_confirmed') AND NOT internal AND deviation_id = receipt_deviation());
CREATE POLICY learning_note_of_receipt ON learning_note FOR SELECT TO samavvik_service USING (
	status = 'published' AND deviation_id = (SELECT receipt_deviation()));

GRANT SELECT, INSERT, DELETE ON held_report TO samavvik_service;
GRANT UPDATE (version, status, report, email, decided_at, decided_by, reason, reason_text, deviation_id) ON held_report
	TO samavvik_service;
GRANT SELECT, INSERT, DELETE ON receipt_repeat, spent_puzzle TO samavvik_service;
GRANT SELECT ON filing_secret TO samavvik_service;

-- How many reports came lately without an account, to say how hard the next puzzle is.
CREATE FUNCTION filing_pressure(p_helsefellesskap bigint) RETURNS int
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	RETURN (SELECT count(*)::int FROM held_report
		WHERE helsefellesskap_id = p_helsefellesskap AND held_at > now() - interval '10 minutes');
END
$$;

-- Whether one more may be held this hour. Those who ask wait for each other until they commit, so the cap holds exactly.
CREATE FUNCTION filing_admit(p_helsefellesskap bigint, p_most int) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(hashtext('samavvik.filing'), p_helsefellesskap::int);
	RETURN (SELECT count(*) < p_most FROM held_report
		WHERE helsefellesskap_id = p_helsefellesskap AND held_at > now() - interval '1 hour');
END
$$;

-- The address for notices of whoever holds the code; null takes it away. False when there is nothing more to tell of.
CREATE FUNCTION receipt_set_email(p_email text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	UPDATE held_report h SET email = p_email
	WHERE h.code_digest = acting_receipt() AND h.status <> 'rejected'
		AND NOT EXISTS (SELECT 1 FROM deviation d WHERE d.id = h.deviation_id AND d.status = 'closed');
	RETURN FOUND;
END
$$;

ALTER DOMAIN notice_kind DROP CONSTRAINT outbox_kind_known;
ALTER DOMAIN notice_kind ADD CONSTRAINT outbox_kind_known CHECK (VALUE IN ('case_new', 'case_answered', 'case_closed',
	'case_message', 'digest', 'reference_expiring', 'reference_requested', 'reference_decided', 'invitation', 'password_reset',
	'password_changed', 'second_factor_removed', 'held_report', 'receipt_news'));
CREATE INDEX outbox_receipt_address ON outbox (id) WHERE kind = 'receipt_news' AND address <> '';

ALTER TABLE event DROP CONSTRAINT event_kind_known;
ALTER TABLE event ADD CONSTRAINT event_kind_known CHECK (kind IN ('submitted', 'acknowledged', 'message_added', 'note_added',
	'answered', 'closed', 'reopened', 'learning_proposed', 'learning_published', 'warning_confirmed',
	'reference_added', 'reference_replaced', 'reference_opened', 'reference_requested', 'reference_approved',
	'reference_declined', 'reference_warned', 'reference_postponed', 'reference_destroyed', 'confirmed'));

-- At most one mail an hour to each in the secretariat: it says that something waits, not what or how much.
CREATE FUNCTION queue_secretariat_notices(p_helsefellesskap bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	queued int;
BEGIN
	INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key)
	SELECT DISTINCT ON (p.id) p_helsefellesskap, 'held_report', p.id, p.email, p.language,
		'held_report:' || p_helsefellesskap || ':' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDDHH24') || ':' || p.id
	FROM membership m
	JOIN person p ON p.id = m.person_id
	WHERE m.helsefellesskap_id = p_helsefellesskap AND m.role = 'secretariat'
		AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date)
		AND p.email IS NOT NULL AND p.disabled_at IS NULL
	ON CONFLICT ON CONSTRAINT outbox_dedupe_key_unique DO NOTHING;
	GET DIAGNOSTICS queued = ROW_COUNT;
	RETURN queued;
END
$$;

-- A mail to whoever follows with a code and gave an address: neither number nor case nor code is in it.
CREATE FUNCTION queue_receipt_notice(p_held_report bigint, p_dedupe text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	queued int;
BEGIN
	INSERT INTO outbox (helsefellesskap_id, kind, address, language, dedupe_key)
	SELECT helsefellesskap_id, 'receipt_news', email, language, 'receipt:' || id || ':' || p_dedupe
	FROM held_report WHERE id = p_held_report AND email IS NOT NULL
	ON CONFLICT ON CONSTRAINT outbox_dedupe_key_unique DO NOTHING;
	GET DIAGNOSTICS queued = ROW_COUNT;
	RETURN queued;
END
$$;

CREATE OR REPLACE FUNCTION queue_reporter_notice(p_kind text, p_deviation bigint, p_dedupe text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	queued int;
	held bigint;
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
	SELECT id INTO held FROM held_report WHERE deviation_id = p_deviation AND email IS NOT NULL;
	IF FOUND THEN
		queued := queued + queue_receipt_notice(held, p_dedupe);
		IF p_kind = 'case_closed' THEN
			UPDATE held_report SET email = NULL WHERE id = held;
		END IF;
	END IF;
	RETURN queued;
END
$$;

REVOKE ALL ON FUNCTION acting_secretariat(), receipt_deviation(), followed_by_receipt(bigint), filing_pressure(bigint),
	filing_admit(bigint, int), receipt_set_email(text), queue_secretariat_notices(bigint),
	queue_receipt_notice(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION acting_secretariat(), receipt_deviation(), followed_by_receipt(bigint), filing_pressure(bigint),
	filing_admit(bigint, int), receipt_set_email(text), queue_secretariat_notices(bigint),
	queue_receipt_notice(bigint, text) TO samavvik_service;
