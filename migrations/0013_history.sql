-- History that nobody can change unnoticed. Each event carries a SHA-256 over itself, what it speaks of, and the hash of the event
-- before it in the same case; seals bind the newest event of every case and the read log together. How to check it is described
-- in src/audit/README.md; samavvik verify does, in C.

-- Everything is hashed as UTF-8 text: each field as its length in bytes, a colon, itself, a comma (a netstring); null is ":,".
CREATE FUNCTION hashed(p_field text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT coalesce(octet_length(p_field)::text || ':' || p_field || ',', ':,') $$;

-- Not IMMUTABLE, because to_char is not; so both become part of the statement that calls them, and cost nothing more.
CREATE FUNCTION history_time(p_time timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT to_char(p_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

-- Texts are hashed with a salt of their own. When a text is erased its salt goes as well: the hash that stays in the
-- chain then says nothing about a text short enough to guess.
ALTER TABLE deviation ADD COLUMN salt uuid DEFAULT gen_random_uuid(),
	ADD COLUMN erased_digest bytea,
	ADD CONSTRAINT deviation_erased_unsalted CHECK ((salt IS NULL) = (erased_digest IS NOT NULL));
ALTER TABLE message ADD COLUMN salt uuid DEFAULT gen_random_uuid(),
	ADD COLUMN erased_digest bytea,
	ADD CONSTRAINT message_erased_unsalted CHECK ((salt IS NULL) = (erased_digest IS NOT NULL));
COMMENT ON COLUMN deviation.erased_digest IS 'narrative_digest() of what was erased; null: nothing was';
COMMENT ON COLUMN message.erased_digest IS 'message_text_digest() of what was erased; null: nothing was';

-- plpgsql, because its plans are kept. Every name is qualified instead of fixing the search path, which costs more.
CREATE FUNCTION narrative_digest(d deviation) RETURNS bytea LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN coalesce(d.erased_digest, sha256(convert_to(concat(samavvik.hashed('samavvik narrative 1'),
		samavvik.hashed(d.salt::text),
	samavvik.hashed(d.title), samavvik.hashed(d.description), samavvik.hashed(d.immediate_action),
		samavvik.hashed(d.suggestion),
	samavvik.hashed(to_char(d.occurred_on, 'YYYY-MM-DD')), samavvik.hashed(d.external_system),
		samavvik.hashed(d.external_reference)), 'UTF8'))); END $$;

CREATE FUNCTION case_digest(d deviation) RETURNS bytea LANGUAGE plpgsql STABLE
AS $$
DECLARE
	narrative text := encode(samavvik.narrative_digest(d), 'hex');
BEGIN
	RETURN sha256(convert_to(concat(samavvik.hashed('samavvik case 1'), samavvik.hashed(d.id::text),
		samavvik.hashed(d.number),
		samavvik.hashed(d.helsefellesskap_id::text), samavvik.hashed(d.kind), samavvik.hashed(d.category),
		samavvik.hashed(d.phase),
		samavvik.hashed(d.patient_group), samavvik.hashed(d.agreement_point::text), samavvik.hashed(d.hph_item),
		samavvik.hashed(d.actual_harm),
		samavvik.hashed(d.potential_harm), samavvik.hashed(d.reporter_organisation_id::text),
		samavvik.hashed(d.reporter_unit_id::text),
		samavvik.hashed(d.other_organisation_id::text), samavvik.hashed(d.other_unit_id::text),
		samavvik.hashed(d.rule_set_id::text),
		samavvik.hashed(d.route_rule), samavvik.hashed(samavvik.history_time(d.submitted_at)),
		samavvik.hashed(narrative)), 'UTF8'));
END
$$;

CREATE FUNCTION message_text_digest(m message) RETURNS bytea LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN coalesce(m.erased_digest,
	sha256(convert_to(concat(samavvik.hashed('samavvik text 1'), samavvik.hashed(m.salt::text),
		samavvik.hashed(m.text)), 'UTF8'))); END $$;

CREATE FUNCTION message_digest(m message) RETURNS bytea LANGUAGE plpgsql STABLE
AS $$
DECLARE
	said text := encode(samavvik.message_text_digest(m), 'hex');
BEGIN
	RETURN sha256(convert_to(concat(samavvik.hashed('samavvik message 1'), samavvik.hashed(m.id::text),
		samavvik.hashed(m.deviation_id::text),
		samavvik.hashed(m.audience), samavvik.hashed(m.is_answer::text),
		samavvik.hashed(m.author_person_id::text), samavvik.hashed(m.side),
		samavvik.hashed(samavvik.history_time(m.at)), samavvik.hashed(said)), 'UTF8'));
END
$$;

-- content: digest of what the event speaks of: the case for the first one, a message where detail names one, else null.
ALTER TABLE event ADD COLUMN content bytea, ADD COLUMN hash bytea;

CREATE FUNCTION event_hash(e event, p_previous bytea) RETURNS bytea LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN sha256(convert_to(concat(samavvik.hashed('samavvik event 1'), samavvik.hashed(e.deviation_id::text),
		samavvik.hashed(e.sequence::text),
	samavvik.hashed(e.kind), samavvik.hashed(e.internal::text), samavvik.hashed(e.actor_person_id::text),
		samavvik.hashed(samavvik.history_time(e.at)), samavvik.hashed(e.detail::text),
	samavvik.hashed(encode(e.content, 'hex')), samavvik.hashed(encode(p_previous, 'hex'))), 'UTF8')); END $$;

-- The owner's, because who adds an event may not see the one before it (an internal note). A volatile function sees what the
-- statement that fired it has written already: the case, or the message.
CREATE FUNCTION chain_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
	previous bytea;
BEGIN
	NEW.content := NULL;
	IF NEW.sequence = 1 THEN
		NEW.content := (SELECT samavvik.case_digest(d) FROM samavvik.deviation d WHERE d.id = NEW.deviation_id);
	ELSE
		previous := (SELECT e.hash FROM samavvik.event e
			WHERE e.deviation_id = NEW.deviation_id AND e.sequence = NEW.sequence - 1);
		IF NEW.detail ? 'message_id' THEN
			NEW.content := (SELECT samavvik.message_digest(m) FROM samavvik.message m
				WHERE m.id = (NEW.detail ->> 'message_id')::bigint AND m.deviation_id = NEW.deviation_id);
		END IF;
	END IF;
	IF (NEW.sequence = 1) IS DISTINCT FROM (previous IS NULL)
			OR (NEW.content IS NULL AND (NEW.sequence = 1 OR NEW.detail ? 'message_id')) THEN
		RAISE EXCEPTION 'event % of case % has nothing to follow or to speak of', NEW.sequence, NEW.deviation_id
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	NEW.hash := samavvik.event_hash(NEW, previous);
	RETURN NEW;
END
$$;

-- What is there already, in its order.
DO $$
DECLARE
	e event;
	d deviation;
	m message;
	previous bytea;
BEGIN
	FOR e IN SELECT * FROM event ORDER BY deviation_id, sequence LOOP
		IF e.sequence = 1 THEN
			previous := NULL;
			SELECT * INTO d FROM deviation WHERE id = e.deviation_id;
			e.content := case_digest(d);
		ELSIF e.detail ? 'message_id' THEN
			SELECT * INTO STRICT m FROM message WHERE id = (e.detail ->> 'message_id')::bigint;
			e.content := message_digest(m);
		END IF;
		previous := event_hash(e, previous);
		UPDATE event SET content = e.content, hash = previous WHERE deviation_id = e.deviation_id AND sequence = e.sequence;
	END LOOP;
END
$$;
ALTER TABLE event ALTER COLUMN hash SET NOT NULL;
CREATE TRIGGER event_chained BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION chain_event();
-- Finds the events since the last seal; costs next to nothing to keep.
CREATE INDEX event_by_time ON event USING brin (at) WITH (pages_per_range = 16, autosummarize = on);

CREATE TABLE seal (
	number bigint CONSTRAINT seal_pk PRIMARY KEY,
	at timestamptz NOT NULL DEFAULT now(),
	cases int NOT NULL,
	cases_digest bytea NOT NULL,
	-- The rows of the read log it covers: those after the first id, up to the second.
	reads_after bigint NOT NULL,
	reads_upto bigint NOT NULL,
	reads int NOT NULL,
	reads_digest bytea NOT NULL,
	previous bytea,
	hash bytea NOT NULL,
	CONSTRAINT seal_reads_forward CHECK (reads_upto >= reads_after)
);

-- The newest event of a case when it was sealed. No foreign key to what it seals: it is to be there when that is gone.
CREATE TABLE seal_entry (
	seal bigint NOT NULL CONSTRAINT seal_entry_seal_fk REFERENCES seal,
	deviation_id bigint NOT NULL,
	number text NOT NULL,
	sequence int NOT NULL,
	hash bytea NOT NULL,
	CONSTRAINT seal_entry_pk PRIMARY KEY (seal, deviation_id)
);
CREATE INDEX seal_entry_of_case ON seal_entry (deviation_id, sequence);

-- The last id of the read log below which nothing more can appear: whoever took a number before has committed when the lock
-- is given, and it is held for that moment only. To be run in a transaction of its own.
CREATE FUNCTION read_log_settled() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp SET lock_timeout = '1s'
AS $$
BEGIN
	LOCK TABLE read_log IN SHARE MODE;
	RETURN (SELECT coalesce(max(id), 0) FROM read_log);
END
$$;

-- Seals what happened since the last seal, 10,000 cases and 10,000 reads at a time; nothing when nothing did. An event that
-- became visible more than a day after its time is sealed with the next one of its case.
CREATE FUNCTION seal_history(p_reads_upto bigint) RETURNS SETOF seal
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	last seal;
	since timestamptz;
BEGIN
	LOCK TABLE seal IN SHARE ROW EXCLUSIVE MODE;
	SELECT * INTO last FROM seal ORDER BY number DESC LIMIT 1;
	since := coalesce(last.at - interval '1 day', '-infinity');
	LOOP
		WITH newest AS MATERIALIZED (
			SELECT e.deviation_id, d.number, e.sequence, e.hash
			FROM (SELECT deviation_id, max(sequence) AS sequence FROM event WHERE at >= since GROUP BY deviation_id) n
			JOIN event e ON e.deviation_id = n.deviation_id AND e.sequence = n.sequence
			JOIN deviation d ON d.id = e.deviation_id
			WHERE NOT EXISTS (SELECT 1 FROM seal_entry s WHERE s.deviation_id = e.deviation_id AND s.sequence >= e.sequence)
			ORDER BY e.deviation_id LIMIT 10000
		),
		looks AS MATERIALIZED (
			SELECT r.id, r.helsefellesskap_id, r.deviation_id, r.person_id, r.what, r.at, r.detail
			FROM read_log r WHERE r.id > coalesce(last.reads_upto, 0) AND r.id <= p_reads_upto ORDER BY r.id LIMIT 10000
		),
		parts AS (
			SELECT coalesce(last.number, 0) + 1 AS number, clock_timestamp() AS at,
				coalesce(last.reads_upto, 0) AS reads_after, coalesce(l.upto, last.reads_upto, 0) AS reads_upto,
				c.cases, sha256(convert_to(c.said, 'UTF8')) AS cases_digest, l.reads, sha256(convert_to(l.said, 'UTF8')) AS reads_digest
			FROM (SELECT count(*)::int AS cases, coalesce(string_agg(concat(hashed(deviation_id::text), hashed(number),
					hashed(sequence::text), hashed(encode(hash, 'hex'))), '' ORDER BY deviation_id), '') AS said FROM newest) c,
				(SELECT count(*)::int AS reads, max(id) AS upto, coalesce(string_agg(concat(hashed(id::text),
					hashed(helsefellesskap_id::text), hashed(deviation_id::text), hashed(person_id::text), hashed(what),
					hashed(history_time(at)), hashed(detail::text)), '' ORDER BY id), '') AS said FROM looks) l
		),
		sealed AS (
			INSERT INTO seal (number, at, cases, cases_digest, reads_after, reads_upto, reads, reads_digest, previous, hash)
			SELECT number, at, cases, cases_digest, reads_after, reads_upto, reads, reads_digest, last.hash,
				sha256(convert_to(concat(hashed('samavvik seal 1'), hashed(number::text), hashed(history_time(at)),
					hashed(cases::text), hashed(encode(cases_digest, 'hex')), hashed(reads_after::text),
					hashed(reads_upto::text), hashed(reads::text), hashed(encode(reads_digest, 'hex')),
					hashed(encode(last.hash, 'hex'))), 'UTF8'))
			FROM parts WHERE cases > 0 OR reads > 0
			RETURNING seal.number, seal.at, seal.cases, seal.cases_digest, seal.reads_after, seal.reads_upto, seal.reads,
				seal.reads_digest, seal.previous, seal.hash
		),
		entries AS (
			INSERT INTO seal_entry (seal, deviation_id, number, sequence, hash)
			SELECT s.number, n.deviation_id, n.number, n.sequence, n.hash FROM sealed s, newest n
		)
		SELECT number, at, cases, cases_digest, reads_after, reads_upto, reads, reads_digest, previous, hash INTO last FROM sealed;
		EXIT WHEN NOT FOUND;
		RETURN NEXT last;
	END LOOP;
END
$$;

REVOKE ALL ON FUNCTION narrative_digest(deviation), case_digest(deviation), message_text_digest(message), message_digest(message),
	event_hash(event, bytea), chain_event(), read_log_settled(), seal_history(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_log_settled(), seal_history(bigint) TO samavvik_service;

-- What is there already is sealed at once.
DO $$ BEGIN PERFORM seal_history(read_log_settled()); END $$;

ALTER TABLE seal ENABLE ROW LEVEL SECURITY;
ALTER TABLE seal_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY seal_job ON seal FOR SELECT TO samavvik_service USING ((SELECT acting_job()));
CREATE POLICY seal_entry_job ON seal_entry FOR SELECT TO samavvik_service USING ((SELECT acting_job()));
GRANT SELECT ON seal, seal_entry TO samavvik_service;

-- Nothing of this is changed or removed, not by the owner either.
CREATE TRIGGER event_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON event
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON seal
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_entry_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON seal_entry
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER message_never_deleted BEFORE DELETE OR TRUNCATE ON message
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deviation_never_deleted BEFORE DELETE OR TRUNCATE ON deviation
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER message_kept BEFORE UPDATE ON message
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deviation_narrative_kept
	BEFORE UPDATE OF number, title, description, immediate_action, suggestion, occurred_on, external_system, external_reference,
		salt, erased_digest ON deviation
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
