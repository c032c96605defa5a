-- The patient reference of a case: which patient it is about, for the two parties that have to know. It stands apart from the
-- narrative, sealed by the service with keys the database never sees. What may be entered is said by the agreement
-- between the parties; who sees the sealed text, by the policies below; every write goes through a narrow function.

ALTER TABLE agreement_version
	ADD patient_reference text NOT NULL DEFAULT 'none' CONSTRAINT agreement_version_patient_reference_known
		CHECK (patient_reference IN ('none', 'local_reference', 'identity')),
	-- Kept so long after closing.
	ADD reference_days int NOT NULL DEFAULT 30 CONSTRAINT agreement_version_reference_days_range
		CHECK (reference_days BETWEEN 7 AND 3650),
	-- An identity number is shown to nobody before a second person of the same party has approved it.
	ADD reference_second_person boolean NOT NULL DEFAULT false,
	-- So long may an approval be waited for, and then used.
	ADD reference_approval_days int NOT NULL DEFAULT 7 CONSTRAINT agreement_version_reference_approval_days_range
		CHECK (reference_approval_days BETWEEN 1 AND 90);

-- That there is one, and what becomes of it: for all who see the case.
CREATE TABLE patient_reference (
	deviation_id bigint CONSTRAINT patient_reference_pk PRIMARY KEY
		CONSTRAINT patient_reference_deviation_fk REFERENCES deviation,
	-- The version it was entered under; that one's rules hold for it.
	agreement_version_id bigint NOT NULL CONSTRAINT patient_reference_agreement_version_fk REFERENCES agreement_version,
	kind text NOT NULL CONSTRAINT patient_reference_kind_known CHECK (kind IN ('local_reference', 'identity')),
	-- Helsepersonelloven § 29 c: not for the other party when the patient objects.
	patient_objects boolean NOT NULL,
	put_by bigint NOT NULL CONSTRAINT patient_reference_put_by_fk REFERENCES person,
	put_at timestamptz NOT NULL DEFAULT now(),
	-- Set while the case is closed. It moves when the warning comes late, so the day shown is always the one that counts.
	destroy_on date,
	warned_at timestamptz,
	postponed int NOT NULL DEFAULT 0 CONSTRAINT patient_reference_postponed_range CHECK (postponed BETWEEN 0 AND 2),
	postponed_reason text CONSTRAINT patient_reference_postponed_reason_length CHECK (length(postponed_reason) BETWEEN 3 AND 500),
	destroyed_at timestamptz
);
CREATE INDEX patient_reference_due ON patient_reference (destroy_on) WHERE destroyed_at IS NULL AND destroy_on IS NOT NULL;

-- The sealed text alone, gone when it is destroyed. What it is bound to: the case, the party and this column (src/privacy).
CREATE TABLE sealed_reference (
	deviation_id bigint CONSTRAINT sealed_reference_pk PRIMARY KEY
		CONSTRAINT sealed_reference_patient_reference_fk REFERENCES patient_reference,
	organisation_id bigint NOT NULL CONSTRAINT sealed_reference_organisation_fk REFERENCES organisation,
	key_id text NOT NULL CONSTRAINT sealed_reference_key_id_form CHECK (key_id ~ '^[a-z0-9_-]{1,32}$'),
	sealed bytea NOT NULL CONSTRAINT sealed_reference_sealed_length CHECK (length(sealed) BETWEEN 41 AND 1024)
);
CREATE INDEX sealed_reference_key ON sealed_reference (key_id, deviation_id);

CREATE TABLE reference_request (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT reference_request_pk PRIMARY KEY,
	deviation_id bigint NOT NULL CONSTRAINT reference_request_patient_reference_fk REFERENCES patient_reference,
	organisation_id bigint NOT NULL CONSTRAINT reference_request_organisation_fk REFERENCES organisation,
	requested_by bigint NOT NULL CONSTRAINT reference_request_requested_by_fk REFERENCES person,
	legal_basis text NOT NULL,
	purpose text NOT NULL CONSTRAINT reference_request_purpose_length CHECK (length(purpose) BETWEEN 3 AND 500),
	requested_at timestamptz NOT NULL DEFAULT now(),
	-- For the decision, then for the use of an approval.
	expires_at timestamptz NOT NULL,
	decided_by bigint CONSTRAINT reference_request_decided_by_fk REFERENCES person,
	decided_at timestamptz,
	approved boolean,
	CONSTRAINT reference_request_second_person CHECK (decided_by <> requested_by),
	CONSTRAINT reference_request_decided_whole CHECK (num_nulls(decided_by, decided_at, approved) IN (0, 3))
);
CREATE INDEX reference_request_of_deviation ON reference_request (deviation_id, id);

-- Each opening, with why. The event and the read log name it and hold no text.
CREATE TABLE reference_opening (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT reference_opening_pk PRIMARY KEY,
	deviation_id bigint NOT NULL CONSTRAINT reference_opening_patient_reference_fk REFERENCES patient_reference,
	organisation_id bigint NOT NULL CONSTRAINT reference_opening_organisation_fk REFERENCES organisation,
	person_id bigint NOT NULL CONSTRAINT reference_opening_person_fk REFERENCES person,
	at timestamptz NOT NULL DEFAULT now(),
	legal_basis text NOT NULL,
	purpose text NOT NULL CONSTRAINT reference_opening_purpose_length CHECK (length(purpose) BETWEEN 3 AND 500),
	request_id bigint CONSTRAINT reference_opening_request_fk REFERENCES reference_request
);
CREATE INDEX reference_opening_of_deviation ON reference_opening (deviation_id, id);

ALTER TABLE patient_reference ENABLE ROW LEVEL SECURITY;
ALTER TABLE sealed_reference ENABLE ROW LEVEL SECURITY;
ALTER TABLE reference_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE reference_opening ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION coordinated_party(p_reporter_organisation bigint, p_other_organisation bigint) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT CASE WHEN p_reporter_organisation = ANY (acting_ids('organisations')) THEN p_reporter_organisation
		WHEN p_other_organisation = ANY (acting_ids('organisations')) THEN p_other_organisation END
$$;
COMMENT ON FUNCTION coordinated_party(bigint, bigint) IS
'The party of a case for which the person is coordinator, or null; the reporting one when it is both';

CREATE FUNCTION may_approve_for(p_organisation bigint) RETURNS boolean LANGUAGE sql STABLE
AS $$
	SELECT p_organisation = ANY (acting_ids('organisations')) OR EXISTS (
		SELECT 1 FROM memberships_today(acting_person()) m WHERE m.role = 'secretariat' AND m.organisation_id = p_organisation)
$$;
COMMENT ON FUNCTION may_approve_for(bigint) IS 'A coordinator of the organisation, or a member of the secretariat from it';

CREATE POLICY patient_reference_seen ON patient_reference FOR SELECT TO samavvik_service USING (
	EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id));
CREATE POLICY sealed_reference_seen ON sealed_reference FOR SELECT TO samavvik_service USING (
	EXISTS (SELECT 1 FROM deviation d JOIN patient_reference r ON r.deviation_id = d.id
		WHERE d.id = sealed_reference.deviation_id
			AND (d.reporter_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
				OR (d.other_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[]) AND NOT r.patient_objects))));
CREATE POLICY reference_request_seen ON reference_request FOR SELECT TO samavvik_service USING (may_approve_for(organisation_id));
CREATE POLICY reference_opening_seen ON reference_opening FOR SELECT TO samavvik_service USING (
	EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id
		AND coordinated_party(d.reporter_organisation_id, d.other_organisation_id) IS NOT NULL));

-- Who opened it, and who asked to, is for the coordinators of the two parties. (Who has seen what is in the read log too.)
CREATE POLICY event_of_reference_seen ON event AS RESTRICTIVE FOR SELECT TO samavvik_service USING (
	kind NOT IN ('reference_opened', 'reference_requested', 'reference_approved', 'reference_declined')
	OR (SELECT acting_job())
	OR EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id
		AND coordinated_party(d.reporter_organisation_id, d.other_organisation_id) IS NOT NULL));

GRANT SELECT ON patient_reference, sealed_reference, reference_request, reference_opening TO samavvik_service;

ALTER TABLE event DROP CONSTRAINT event_kind_known;
ALTER TABLE event ADD CONSTRAINT event_kind_known CHECK (kind IN ('submitted', 'acknowledged', 'message_added', 'note_added',
	'answered', 'closed', 'reopened', 'learning_proposed', 'learning_published', 'warning_confirmed',
	'reference_added', 'reference_replaced', 'reference_opened', 'reference_requested', 'reference_approved',
	'reference_declined', 'reference_warned', 'reference_postponed', 'reference_destroyed'));

ALTER TABLE outbox DROP CONSTRAINT outbox_kind_known;
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_known CHECK (kind IN ('case_new', 'case_answered', 'case_closed', 'case_message',
	'digest', 'reference_expiring', 'reference_requested', 'reference_decided'));

-- The agreement that says what may be entered: both parties belong to it on the day. Where several do, the one with the
-- fewest parties counts (a special agreement goes before the general one), then the stricter one.
CREATE FUNCTION reference_agreement(p_one bigint, p_other bigint, p_day date) RETURNS bigint
LANGUAGE sql STABLE
AS $$
	SELECT v.id
	FROM agreement_version v
	WHERE v.valid_from <= p_day AND (v.valid_to IS NULL OR v.valid_to > p_day)
		AND EXISTS (SELECT 1 FROM agreement_party p WHERE p.agreement_id = v.agreement_id AND p.organisation_id = p_one
			AND p.valid_from <= p_day AND (p.valid_to IS NULL OR p.valid_to > p_day))
		AND EXISTS (SELECT 1 FROM agreement_party p WHERE p.agreement_id = v.agreement_id AND p.organisation_id = p_other
			AND p.valid_from <= p_day AND (p.valid_to IS NULL OR p.valid_to > p_day))
	ORDER BY (SELECT count(DISTINCT p.organisation_id) FROM agreement_party p WHERE p.agreement_id = v.agreement_id
			AND p.valid_from <= p_day AND (p.valid_to IS NULL OR p.valid_to > p_day)),
		array_position(ARRAY['none', 'local_reference', 'identity'], v.patient_reference), v.id
	LIMIT 1
$$;

-- The functions below are the owner's: each asks for itself whether the person may, in case the program above did not.

CREATE FUNCTION enter_reference_event(p_deviation bigint, p_kind text, p_detail jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	WITH changed AS (
		UPDATE deviation SET last_event = last_event + 1 WHERE id = p_deviation RETURNING id, last_event
	)
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	SELECT id, last_event, p_kind, acting_person(), p_detail FROM changed;
END
$$;

CREATE FUNCTION queue_person_notices(p_kind text, p_deviation bigint, p_people bigint[], p_dedupe text, p_more jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	queued int;
BEGIN
	INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key, parameters)
	SELECT d.helsefellesskap_id, p_kind, p.id, p.email, p.language, p_dedupe || ':' || p.id,
		jsonb_build_object('number', d.number, 'deviation_id', d.id::text) || p_more
	FROM deviation d
	JOIN person p ON p.id = ANY (p_people)
	WHERE d.id = p_deviation AND p.email IS NOT NULL AND p.disabled_at IS NULL
	ON CONFLICT ON CONSTRAINT outbox_dedupe_key_unique DO NOTHING;
	GET DIAGNOSTICS queued = ROW_COUNT;
	RETURN queued;
END
$$;

CREATE FUNCTION coordinators_of(p_organisations bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	RETURN ARRAY(SELECT DISTINCT m.person_id FROM membership m
		WHERE m.role = 'coordinator' AND m.organisation_id = ANY (p_organisations)
			AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date));
END
$$;

CREATE FUNCTION put_reference(p_deviation bigint, p_agreement_version bigint, p_kind text, p_patient_objects boolean,
	p_organisation bigint, p_key_id text, p_sealed bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	replaces boolean;
BEGIN
	PERFORM 1 FROM deviation d
	WHERE d.id = p_deviation AND d.reporter_organisation_id = p_organisation AND d.status <> 'closed'
		AND (d.reporter_person_id = acting_person() OR p_organisation = ANY (acting_ids('organisations')))
	FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'not for this person, or not now' USING ERRCODE = 'SV403';
	END IF;
	replaces := EXISTS (SELECT 1 FROM patient_reference WHERE deviation_id = p_deviation AND destroyed_at IS NULL);
	INSERT INTO patient_reference (deviation_id, agreement_version_id, kind, patient_objects, put_by)
	VALUES (p_deviation, p_agreement_version, p_kind, p_patient_objects, acting_person())
	ON CONFLICT ON CONSTRAINT patient_reference_pk DO UPDATE
	SET agreement_version_id = excluded.agreement_version_id, kind = excluded.kind,
		patient_objects = excluded.patient_objects, put_by = excluded.put_by, put_at = now(), destroy_on = NULL,
		warned_at = NULL, postponed = 0, postponed_reason = NULL, destroyed_at = NULL;
	INSERT INTO sealed_reference (deviation_id, organisation_id, key_id, sealed)
	VALUES (p_deviation, p_organisation, p_key_id, p_sealed)
	ON CONFLICT ON CONSTRAINT sealed_reference_pk DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed;
	-- What was approved for the one before is not approved for this one.
	UPDATE reference_request SET expires_at = now() WHERE deviation_id = p_deviation AND expires_at > now();
	PERFORM enter_reference_event(p_deviation, CASE WHEN replaces THEN 'reference_replaced' ELSE 'reference_added' END,
		jsonb_build_object('kind', p_kind, 'patient_objects', p_patient_objects));
END
$$;

-- The party of a case the person coordinates; nobody else gets further.
CREATE FUNCTION require_coordinated_party(p_deviation bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	party bigint;
BEGIN
	SELECT coordinated_party(d.reporter_organisation_id, d.other_organisation_id) INTO party FROM deviation d WHERE d.id = p_deviation;
	IF party IS NULL THEN
		RAISE EXCEPTION 'not for this person' USING ERRCODE = 'SV403';
	END IF;
	RETURN party;
END
$$;

CREATE FUNCTION enter_opening(p_deviation bigint, p_legal_basis text, p_purpose text, p_request bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	party bigint := require_coordinated_party(p_deviation);
	told jsonb;
BEGIN
	INSERT INTO reference_opening (deviation_id, organisation_id, person_id, legal_basis, purpose, request_id)
	VALUES (p_deviation, party, acting_person(), p_legal_basis, p_purpose, p_request)
	RETURNING jsonb_build_object('opening_id', id, 'organisation_id', party, 'legal_basis', p_legal_basis) INTO told;
	PERFORM enter_reference_event(p_deviation, 'reference_opened', told);
	PERFORM note_read(p_deviation, 'patient_reference', told);
END
$$;

-- One that waits already is not asked for twice.
CREATE FUNCTION request_reference(p_deviation bigint, p_legal_basis text, p_purpose text, p_days int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	party bigint := require_coordinated_party(p_deviation);
	request bigint;
BEGIN
	PERFORM 1 FROM deviation WHERE id = p_deviation FOR UPDATE;
	SELECT q.id INTO request FROM reference_request q
	WHERE q.deviation_id = p_deviation AND q.requested_by = acting_person() AND q.decided_at IS NULL AND q.expires_at > now();
	IF FOUND THEN
		RETURN request;
	END IF;
	INSERT INTO reference_request (deviation_id, organisation_id, requested_by, legal_basis, purpose, expires_at)
	VALUES (p_deviation, party, acting_person(), p_legal_basis, p_purpose, now() + make_interval(days => p_days))
	RETURNING id INTO request;
	PERFORM enter_reference_event(p_deviation, 'reference_requested',
		jsonb_build_object('organisation_id', party, 'legal_basis', p_legal_basis, 'request_id', request));
	PERFORM queue_person_notices('reference_requested', p_deviation, array_remove(coordinators_of(ARRAY[party]) || ARRAY(
			SELECT m.person_id FROM membership m
			WHERE m.role = 'secretariat' AND m.organisation_id = party
				AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date)), acting_person()),
		'reference_requested:' || request, '{}');
	RETURN request;
END
$$;

CREATE FUNCTION decide_reference_request(p_request bigint, p_approve boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	q reference_request;
BEGIN
	SELECT r.* INTO q FROM reference_request r WHERE r.id = p_request AND may_approve_for(r.organisation_id);
	IF NOT FOUND OR q.requested_by = acting_person() THEN
		RAISE EXCEPTION 'not for this person' USING ERRCODE = 'SV403';
	END IF;
	PERFORM 1 FROM deviation WHERE id = q.deviation_id FOR UPDATE;
	UPDATE reference_request r
	SET decided_by = acting_person(), decided_at = now(), approved = p_approve,
		expires_at = now() + make_interval(days => v.reference_approval_days)
	FROM patient_reference p
	JOIN agreement_version v ON v.id = p.agreement_version_id
	WHERE r.id = p_request AND r.decided_at IS NULL AND r.expires_at > now() AND p.deviation_id = r.deviation_id;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'decided or expired' USING ERRCODE = 'SV409', CONSTRAINT = 'request_over';
	END IF;
	PERFORM enter_reference_event(q.deviation_id, CASE WHEN p_approve THEN 'reference_approved' ELSE 'reference_declined' END,
		jsonb_build_object('organisation_id', q.organisation_id, 'request_id', q.id));
	PERFORM queue_person_notices('reference_decided', q.deviation_id, ARRAY[q.requested_by], 'reference_decided:' || q.id, '{}');
END
$$;

-- Closing plans the destruction, reopening cancels it: whoever does it, and by whatever way.
CREATE FUNCTION plan_destruction() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	UPDATE patient_reference r
	SET warned_at = NULL, postponed = 0, postponed_reason = NULL,
		destroy_on = (NEW.closed_at AT TIME ZONE 'Europe/Oslo')::date + v.reference_days
	FROM agreement_version v
	WHERE v.id = r.agreement_version_id AND r.deviation_id = NEW.id AND r.destroyed_at IS NULL;
	RETURN NULL;
END
$$;
CREATE TRIGGER deviation_closed_or_reopened AFTER UPDATE OF closed_at ON deviation FOR EACH ROW
	WHEN (OLD.closed_at IS DISTINCT FROM NEW.closed_at) EXECUTE FUNCTION plan_destruction();

CREATE FUNCTION postpone_destruction(p_deviation bigint, p_seen date, p_days int, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	party bigint := require_coordinated_party(p_deviation);
	until date;
BEGIN
	PERFORM 1 FROM deviation WHERE id = p_deviation FOR UPDATE;
	UPDATE patient_reference SET destroy_on = destroy_on + p_days, postponed = postponed + 1, postponed_reason = p_reason,
		warned_at = NULL
	WHERE deviation_id = p_deviation AND destroyed_at IS NULL AND destroy_on = p_seen AND postponed < 2
	RETURNING destroy_on INTO until;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'not as it was seen' USING ERRCODE = 'SV409', CONSTRAINT = 'reference_plan_changed';
	END IF;
	PERFORM enter_reference_event(p_deviation, 'reference_postponed',
		jsonb_build_object('organisation_id', party, 'until', until));
END
$$;

CREATE FUNCTION require_job() RETURNS void LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF NOT acting_job() THEN
		RAISE EXCEPTION 'for jobs' USING ERRCODE = 'SV403';
	END IF;
END
$$;

-- A week before, the coordinators of both parties are told. The mark, the event and the mail are one transaction; a warning that
-- comes late moves the day, so there is always a week.
CREATE FUNCTION warn_of_destruction() RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	today date := (now() AT TIME ZONE 'Europe/Oslo')::date;
	due record;
	warned int := 0;
BEGIN
	PERFORM require_job();
	FOR due IN
		SELECT r.deviation_id, greatest(r.destroy_on, today + 7) AS destroy_on, d.reporter_organisation_id, d.other_organisation_id
		FROM patient_reference r
		JOIN deviation d ON d.id = r.deviation_id
		WHERE r.destroyed_at IS NULL AND r.warned_at IS NULL AND r.destroy_on <= today + 7 AND d.status = 'closed'
		ORDER BY r.destroy_on, r.deviation_id
		LIMIT 200
		FOR UPDATE OF d, r
	LOOP
		UPDATE patient_reference SET warned_at = now(), destroy_on = due.destroy_on WHERE deviation_id = due.deviation_id;
		PERFORM enter_reference_event(due.deviation_id, 'reference_warned', jsonb_build_object('on', due.destroy_on));
		PERFORM queue_person_notices('reference_expiring', due.deviation_id,
			coordinators_of(ARRAY[due.reporter_organisation_id, due.other_organisation_id]),
			'reference_expiring:' || due.deviation_id || ':' || due.destroy_on, jsonb_build_object('date', due.destroy_on));
		warned := warned + 1;
	END LOOP;
	RETURN warned;
END
$$;

-- Never without a warning a week ago, and not while one still waits to be sent.
CREATE FUNCTION destroy_references() RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	today date := (now() AT TIME ZONE 'Europe/Oslo')::date;
	due record;
	destroyed int := 0;
BEGIN
	PERFORM require_job();
	FOR due IN
		SELECT r.deviation_id
		FROM patient_reference r
		JOIN deviation d ON d.id = r.deviation_id
		WHERE r.destroyed_at IS NULL AND r.destroy_on <= today AND d.status = 'closed'
			AND (r.warned_at AT TIME ZONE 'Europe/Oslo')::date <= today - 7
			AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.sent_at IS NULL AND o.failed_at IS NULL
				AND o.kind = 'reference_expiring' AND o.parameters ->> 'deviation_id' = r.deviation_id::text)
		ORDER BY r.destroy_on, r.deviation_id
		LIMIT 200
		FOR UPDATE OF d, r
	LOOP
		UPDATE sealed_reference SET key_id = 'none', sealed = decode(repeat('00', length(sealed)), 'hex')
		WHERE deviation_id = due.deviation_id;
		DELETE FROM sealed_reference WHERE deviation_id = due.deviation_id;
		UPDATE patient_reference SET destroyed_at = now() WHERE deviation_id = due.deviation_id;
		UPDATE reference_request SET expires_at = now() WHERE deviation_id = due.deviation_id AND expires_at > now();
		PERFORM enter_reference_event(due.deviation_id, 'reference_destroyed', '{}');
		destroyed := destroyed + 1;
	END LOOP;
	RETURN destroyed;
END
$$;

REVOKE ALL ON FUNCTION enter_reference_event(bigint, text, jsonb), queue_person_notices(text, bigint, bigint[], text, jsonb),
	coordinators_of(bigint[]), put_reference(bigint, bigint, text, boolean, bigint, text, bytea),
	require_coordinated_party(bigint), enter_opening(bigint, text, text, bigint), request_reference(bigint, text, text, int),
	decide_reference_request(bigint, boolean), plan_destruction(), postpone_destruction(bigint, date, int, text),
	warn_of_destruction(), destroy_references() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION put_reference(bigint, bigint, text, boolean, bigint, text, bytea),
	enter_opening(bigint, text, text, bigint), request_reference(bigint, text, text, int),
	decide_reference_request(bigint, boolean), postpone_destruction(bigint, date, int, text),
	warn_of_destruction(), destroy_references() TO samavvik_service;
