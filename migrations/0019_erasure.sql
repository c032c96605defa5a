-- Erasing a case: its texts and what could tell who a patient is are overwritten, when one person has asked for it and another has
-- approved. Number, facts that are counted, and history stay, and the hashes of what is gone, so that the chain can still be checked.

CREATE TABLE erasure (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT erasure_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT erasure_helsefellesskap_fk REFERENCES helsefellesskap,
	deviation_id bigint NOT NULL CONSTRAINT erasure_deviation_fk REFERENCES deviation,
	legal_basis text NOT NULL CONSTRAINT erasure_legal_basis_known
		CHECK (legal_basis IN ('patient_recognisable', 'objection', 'unlawful', 'legal_duty')),
	-- The written decision, which says why, in the archive.
	decision text NOT NULL CONSTRAINT erasure_decision_length CHECK (length(decision) BETWEEN 1 AND 60),
	requested_by bigint NOT NULL CONSTRAINT erasure_requested_by_fk REFERENCES person,
	requested_at timestamptz NOT NULL DEFAULT now(),
	decided_by bigint CONSTRAINT erasure_decided_by_fk REFERENCES person,
	decided_at timestamptz,
	approved boolean,
	CONSTRAINT erasure_second_person CHECK (decided_by <> requested_by),
	CONSTRAINT erasure_decided_whole CHECK (num_nulls(decided_by, decided_at, approved) IN (0, 3))
);
CREATE UNIQUE INDEX erasure_one_waits ON erasure (deviation_id) WHERE decided_at IS NULL;
CREATE INDEX erasure_of_helsefellesskap ON erasure (helsefellesskap_id, id);

CREATE FUNCTION acting_as(p_roles text[]) RETURNS bigint[] LANGUAGE sql STABLE
AS $$ SELECT coalesce(array_agg(DISTINCT helsefellesskap_id), '{}') FROM memberships_today(acting_person()) WHERE role = ANY (p_roles) $$;
COMMENT ON FUNCTION acting_as(text[]) IS 'Helsefellesskap where the acting person has one of the roles today';

ALTER TABLE erasure ENABLE ROW LEVEL SECURITY;
CREATE POLICY erasure_seen ON erasure FOR SELECT TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT acting_as(ARRAY['secretariat', 'data_protection_officer']))::bigint[]) OR (SELECT acting_job()));
GRANT SELECT ON erasure TO samavvik_service;

CREATE FUNCTION keep_decided_erasure() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN
	IF OLD.decided_at IS NOT NULL THEN
		RAISE EXCEPTION 'erasure: a decision stays' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER erasure_decision_stays BEFORE UPDATE ON erasure FOR EACH ROW EXECUTE FUNCTION keep_decided_erasure();
CREATE TRIGGER erasure_never_deleted BEFORE DELETE OR TRUNCATE ON erasure
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The one change that gets past: text and salt give way to the mark and their own hash, all else stays as it is, and the erasure of
-- this case was approved in this very transaction.
CREATE FUNCTION keep_unless_erased() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	texts text[];
	mark jsonb;
	of_case bigint;
BEGIN
	IF TG_TABLE_NAME = 'message' THEN
		of_case := OLD.deviation_id;
		texts := ARRAY['text', 'salt', 'erased_digest'];
		mark := jsonb_build_object('text', '[slettet]', 'salt', NULL, 'erased_digest', message_text_digest(OLD));
	ELSE
		of_case := OLD.id;
		texts := ARRAY['title', 'description', 'immediate_action', 'suggestion', 'occurred_on', 'external_system',
			'external_reference', 'salt', 'erased_digest', 'version', 'last_event'];
		mark := jsonb_build_object('title', '[slettet]', 'description', '[slettet]', 'immediate_action', NULL,
			'suggestion', NULL, 'occurred_on', NULL, 'external_system', NULL, 'external_reference', NULL, 'salt', NULL,
			'erased_digest', narrative_digest(OLD));
	END IF;
	IF NOT to_jsonb(NEW) @> mark OR to_jsonb(NEW) - texts <> to_jsonb(OLD) - texts
			OR NOT EXISTS (SELECT 1 FROM erasure WHERE deviation_id = of_case AND approved AND decided_at = now()) THEN
		RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END
$$;
DROP TRIGGER message_kept ON message;
DROP TRIGGER deviation_narrative_kept ON deviation;
CREATE TRIGGER message_kept BEFORE UPDATE ON message FOR EACH ROW EXECUTE FUNCTION keep_unless_erased();
CREATE TRIGGER deviation_narrative_kept
	BEFORE UPDATE OF number, title, description, immediate_action, suggestion, occurred_on, external_system, external_reference,
		salt, erased_digest ON deviation
	FOR EACH ROW EXECUTE FUNCTION keep_unless_erased();

CREATE FUNCTION request_erasure(p_deviation bigint, p_legal_basis text, p_decision text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	of_helsefellesskap bigint;
	erasure_id bigint;
BEGIN
	of_helsefellesskap := (SELECT helsefellesskap_id FROM deviation
		WHERE id = p_deviation AND helsefellesskap_id = ANY (acting_as(ARRAY['secretariat'])));
	IF of_helsefellesskap IS NULL THEN
		RAISE EXCEPTION 'no such case' USING ERRCODE = 'SV404';
	END IF;
	INSERT INTO erasure (helsefellesskap_id, deviation_id, legal_basis, decision, requested_by)
	VALUES (of_helsefellesskap, p_deviation, p_legal_basis, p_decision, acting_person())
	ON CONFLICT (deviation_id) WHERE decided_at IS NULL DO NOTHING
	RETURNING id INTO erasure_id;
	IF erasure_id IS NULL THEN
		RAISE EXCEPTION 'waits already' USING ERRCODE = 'SV409', CONSTRAINT = 'erasure_waits';
	END IF;
	RETURN erasure_id;
END
$$;

CREATE FUNCTION erase_case(e erasure) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	sequence int;
BEGIN
	UPDATE deviation d SET erased_digest = narrative_digest(d), salt = NULL, title = '[slettet]', description = '[slettet]',
		immediate_action = NULL, suggestion = NULL, occurred_on = NULL, external_system = NULL, external_reference = NULL,
		version = version + 1, last_event = last_event + 1
	WHERE d.id = e.deviation_id
	RETURNING last_event INTO sequence;
	UPDATE message m SET erased_digest = message_text_digest(m), salt = NULL, text = '[slettet]'
	WHERE m.deviation_id = e.deviation_id AND m.erased_digest IS NULL;
	-- A point that was published is written for everyone and stays; one that was not is part of the case.
	DELETE FROM learning_note WHERE deviation_id = e.deviation_id AND status = 'proposed';
	UPDATE sealed_reference SET key_id = 'none', sealed = decode(repeat('00', length(sealed)), 'hex')
	WHERE deviation_id = e.deviation_id;
	DELETE FROM sealed_reference WHERE deviation_id = e.deviation_id;
	UPDATE patient_reference SET destroyed_at = coalesce(destroyed_at, now()), postponed_reason = NULL WHERE deviation_id = e.deviation_id;
	UPDATE reference_request SET purpose = '[slettet]', expires_at = least(expires_at, now()) WHERE deviation_id = e.deviation_id;
	UPDATE reference_opening SET purpose = '[slettet]' WHERE deviation_id = e.deviation_id;
	UPDATE held_report SET email = NULL WHERE deviation_id = e.deviation_id;
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	VALUES (e.deviation_id, sequence, 'erased', acting_person(),
		jsonb_build_object('erasure_id', e.id, 'legal_basis', e.legal_basis, 'decision', e.decision, 'requested_by', e.requested_by));
END
$$;

CREATE FUNCTION decide_erasure(p_erasure bigint, p_approve boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	e erasure;
BEGIN
	SELECT x.* INTO e FROM erasure x WHERE x.id = p_erasure
		AND x.helsefellesskap_id = ANY (acting_as(ARRAY['secretariat', 'data_protection_officer']));
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such request' USING ERRCODE = 'SV404';
	END IF;
	IF e.requested_by = acting_person() THEN
		RAISE EXCEPTION 'not by the same person' USING ERRCODE = 'SV403', CONSTRAINT = 'own_request';
	END IF;
	PERFORM 1 FROM deviation WHERE id = e.deviation_id FOR UPDATE;
	UPDATE erasure SET decided_by = acting_person(), decided_at = now(), approved = p_approve
	WHERE id = p_erasure AND decided_at IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'decided already' USING ERRCODE = 'SV409', CONSTRAINT = 'request_over';
	END IF;
	IF p_approve THEN
		PERFORM erase_case(e);
	END IF;
END
$$;

CREATE FUNCTION erasure_json(e erasure) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN json_build_object('id', e.id::text,
	'case', (SELECT json_build_object('id', d.id::text, 'number', d.number) FROM deviation d WHERE d.id = e.deviation_id),
	'legal_basis', e.legal_basis, 'decision', e.decision, 'requested_by', person_name(e.requested_by),
	'requested_at', time_json(e.requested_at), 'own', e.requested_by = acting_person(), 'decided_by', person_name(e.decided_by),
	'decided_at', time_json(e.decided_at), 'approved', e.approved); END $$;

REVOKE ALL ON FUNCTION keep_unless_erased(), request_erasure(bigint, text, text), erase_case(erasure), decide_erasure(bigint, boolean),
	erasure_json(erasure) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION request_erasure(bigint, text, text), decide_erasure(bigint, boolean), erasure_json(erasure) TO samavvik_service;

ALTER TABLE event DROP CONSTRAINT event_kind_known;
ALTER TABLE event ADD CONSTRAINT event_kind_known CHECK (kind IN ('submitted', 'acknowledged', 'message_added', 'note_added',
	'answered', 'closed', 'reopened', 'learning_proposed', 'learning_published', 'warning_confirmed',
	'reference_added', 'reference_replaced', 'reference_opened', 'reference_requested', 'reference_approved',
	'reference_declined', 'reference_warned', 'reference_postponed', 'reference_destroyed', 'confirmed', 'erased'));
