-- What makes filing cost less, and nothing else: the same rules, the same bytes in every hash. What the database does between taking a case
-- number and committing is what every other report waits for.

-- One call of format() for all fields instead of five small ones for each: PostgreSQL sets up each of them anew in every transaction. A
-- field is as before: its length in bytes, a colon, itself, a comma; of a null field format() writes neither.
CREATE OR REPLACE FUNCTION narrative_digest(d deviation) RETURNS bytea LANGUAGE plpgsql STABLE
AS $$
DECLARE
	salt text := d.salt;
	occurred text := to_char(d.occurred_on, 'YYYY-MM-DD');
BEGIN
	RETURN coalesce(d.erased_digest, sha256(convert_to(format('20:samavvik narrative 1,' || repeat('%s:%s,', 8), octet_length(salt), salt,
		octet_length(d.title), d.title, octet_length(d.description), d.description, octet_length(d.immediate_action), d.immediate_action,
		octet_length(d.suggestion), d.suggestion, octet_length(occurred), occurred, octet_length(d.external_system), d.external_system,
		octet_length(d.external_reference), d.external_reference), 'UTF8')));
END
$$;

CREATE OR REPLACE FUNCTION case_digest(d deviation) RETURNS bytea LANGUAGE plpgsql STABLE
AS $$
DECLARE
	submitted text := samavvik.history_time(d.submitted_at);
	narrative text := encode(samavvik.narrative_digest(d), 'hex');
BEGIN
	RETURN sha256(convert_to(format('15:samavvik case 1,' || repeat('%s:%s,', 19), octet_length(d.id::text), d.id,
		octet_length(d.number), d.number, octet_length(d.helsefellesskap_id::text), d.helsefellesskap_id, octet_length(d.kind), d.kind,
		octet_length(d.category), d.category, octet_length(d.phase), d.phase, octet_length(d.patient_group), d.patient_group,
		octet_length(d.agreement_point::text), d.agreement_point, octet_length(d.hph_item), d.hph_item,
		octet_length(d.actual_harm), d.actual_harm, octet_length(d.potential_harm), d.potential_harm,
		octet_length(d.reporter_organisation_id::text), d.reporter_organisation_id,
		octet_length(d.reporter_unit_id::text), d.reporter_unit_id,
		octet_length(d.other_organisation_id::text), d.other_organisation_id, octet_length(d.other_unit_id::text), d.other_unit_id,
		octet_length(d.rule_set_id::text), d.rule_set_id, octet_length(d.route_rule), d.route_rule,
		octet_length(submitted), submitted, octet_length(narrative), narrative), 'UTF8'));
END
$$;

CREATE OR REPLACE FUNCTION event_hash(e event, p_previous bytea) RETURNS bytea LANGUAGE plpgsql STABLE
AS $$
DECLARE
	internal text := e.internal;
	at text := samavvik.history_time(e.at);
	content text := encode(e.content, 'hex');
	previous text := encode(p_previous, 'hex');
BEGIN
	RETURN sha256(convert_to(format('16:samavvik event 1,' || repeat('%s:%s,', 9), octet_length(e.deviation_id::text), e.deviation_id,
		octet_length(e.sequence::text), e.sequence, octet_length(e.kind), e.kind, octet_length(internal), internal,
		octet_length(e.actor_person_id::text), e.actor_person_id, octet_length(at), at, octet_length(e.detail::text), e.detail,
		octet_length(content), content, octet_length(previous), previous), 'UTF8'));
END
$$;

-- The first event of a case speaks of the case as it was just stored, which the trigger has in its hands: the row is not read again.
CREATE OR REPLACE FUNCTION check_and_enter_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM samavvik.council c, samavvik.rule_set r, samavvik.organisation o, samavvik.organisation x
			WHERE c.id = NEW.council_id AND c.helsefellesskap_id = NEW.helsefellesskap_id
				AND r.id = NEW.rule_set_id AND r.helsefellesskap_id = NEW.helsefellesskap_id
				AND o.id = NEW.reporter_organisation_id AND x.id = NEW.other_organisation_id) THEN
		RAISE EXCEPTION 'case % names something that is not there', NEW.id
			USING ERRCODE = 'foreign_key_violation', CONSTRAINT = samavvik.missing_reference(NEW), TABLE = 'deviation';
	END IF;
	IF TG_OP = 'INSERT' THEN
		INSERT INTO samavvik.event (deviation_id, sequence, kind, actor_person_id, detail, content)
		VALUES (NEW.id, 1, 'submitted', NEW.reporter_person_id,
			jsonb_build_object('council_id', NEW.council_id, 'rule', NEW.route_rule), samavvik.case_digest(NEW))
		ON CONFLICT ON CONSTRAINT event_pk DO NOTHING;
	END IF;
	RETURN NULL;
END
$$;

-- So the service may say nothing of what an event is hashed over and into.
REVOKE INSERT ON event FROM samavvik_service;
GRANT INSERT (deviation_id, sequence, kind, internal, actor_person_id, detail) ON event TO samavvik_service;

-- As before, but that the first event brings its digest, and that internal events get the council of their time here.
CREATE OR REPLACE FUNCTION chain_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
	previous bytea;
BEGIN
	IF NEW.sequence > 1 THEN
		NEW.content := NULL;
		previous := (SELECT e.hash FROM samavvik.event e
			WHERE e.deviation_id = NEW.deviation_id AND e.sequence = NEW.sequence - 1);
		NEW.case_version := (SELECT d.version FROM samavvik.deviation d WHERE d.id = NEW.deviation_id);
		IF NEW.internal THEN
			NEW.council_id := (SELECT d.council_id FROM samavvik.deviation d WHERE d.id = NEW.deviation_id);
		END IF;
		IF NEW.detail ? 'message_id' THEN
			NEW.content := (SELECT samavvik.message_digest(m) FROM samavvik.message m
				WHERE m.id = (NEW.detail ->> 'message_id')::bigint AND m.deviation_id = NEW.deviation_id);
		END IF;
	ELSIF NEW.content IS NULL THEN
		-- Added by an older program itself.
		NEW.content := (SELECT samavvik.case_digest(d) FROM samavvik.deviation d WHERE d.id = NEW.deviation_id);
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
DROP TRIGGER event_of_council ON event;

-- Which event is of which case is held by the chain: the first comes from the trigger of the case, each other follows one of the same
-- case, and a case is never deleted. The foreign key read and locked the case that had been stored by the same statement.
ALTER TABLE event DROP CONSTRAINT event_deviation_fk;

-- The condition of a trigger is read from its text in every statement: the long part of this one has moved into the function.
CREATE OR REPLACE FUNCTION tell_watchers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	IF NEW.kind NOT IN ('warning_confirmed', 'text_masked', 'mask_lifted', 'reference_opened', 'reference_requested', 'reference_approved',
			'reference_declined')
			AND EXISTS (SELECT 1 FROM watch WHERE deviation_id = NEW.deviation_id) THEN
		PERFORM note_watchers(NEW.deviation_id, NEW.internal, NEW.actor_person_id, 'case_news:' || NEW.deviation_id || ':' || NEW.sequence);
	END IF;
	RETURN NULL;
END
$$;
DROP TRIGGER event_told_to_watchers ON event;
CREATE TRIGGER event_told_to_watchers AFTER INSERT ON event FOR EACH ROW WHEN (NEW.sequence > 1) EXECUTE FUNCTION tell_watchers();

-- What is due next and how urgent a case is follow from its other columns, as before; a generated column is planned anew in every
-- statement that writes a case, a function is planned once. Triggers fire in the order of their names, and this one after all others.
ALTER TABLE deviation ALTER COLUMN due_at DROP EXPRESSION, ALTER COLUMN urgency DROP EXPRESSION;
ALTER TABLE deviation ALTER COLUMN urgency SET NOT NULL;
CREATE FUNCTION work_out_due_and_urgency() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
	NEW.due_at := CASE WHEN NEW.status = 'closed' OR NEW.waiting_for <> 'council' THEN NULL
		WHEN NEW.status = 'reopened' THEN NEW.answer_due_at
		WHEN NEW.received_at IS NULL THEN least(NEW.receipt_due_at, NEW.answer_due_at)
		WHEN NEW.answered_at IS NULL THEN NEW.answer_due_at
		ELSE NEW.close_due_at END;
	NEW.urgency := CASE WHEN NEW.waiting_for = 'council' THEN 0 ELSE 10 END
		+ CASE WHEN NEW.actual_harm IN ('severe', 'fatal') THEN 0
			WHEN NEW.potential_harm IN ('severe', 'fatal') OR NEW.actual_harm = 'moderate' THEN 1
			WHEN NEW.kind = 'positive' THEN 3
			ELSE 2 END;
	RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION work_out_due_and_urgency() FROM PUBLIC;
CREATE TRIGGER deviation_worked_out BEFORE INSERT OR UPDATE ON deviation FOR EACH ROW EXECUTE FUNCTION work_out_due_and_urgency();

-- Nobody searches by comparing these texts and digests, so the planner need not know how they are spread; reading 30,000 of each for it,
-- and sorting them, is what took most of the time whenever such a table had grown by a tenth.
ALTER TABLE deviation ALTER COLUMN title SET STATISTICS 0, ALTER COLUMN description SET STATISTICS 0,
	ALTER COLUMN immediate_action SET STATISTICS 0, ALTER COLUMN suggestion SET STATISTICS 0, ALTER COLUMN route_why SET STATISTICS 0,
	ALTER COLUMN route_facts SET STATISTICS 0, ALTER COLUMN original SET STATISTICS 0, ALTER COLUMN salt SET STATISTICS 0,
	ALTER COLUMN erased_digest SET STATISTICS 0;
ALTER TABLE event ALTER COLUMN detail SET STATISTICS 0, ALTER COLUMN content SET STATISTICS 0, ALTER COLUMN hash SET STATISTICS 0;
ALTER TABLE message ALTER COLUMN text SET STATISTICS 0, ALTER COLUMN salt SET STATISTICS 0, ALTER COLUMN erased_digest SET STATISTICS 0;
ALTER TABLE idempotency ALTER COLUMN request_digest SET STATISTICS 0;
