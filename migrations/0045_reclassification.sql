-- The council that has a case may put right how it was classified. What it was filed as stays with it, and is what statistics count:
-- a figure that was published does not change because a council looked again. Where the program counts cases by category, phase,
-- patient group, point, checklist item, harm or kind, it asks classification_as_filed(deviation) ->> 'category', or, which is the same
-- and costs less over many cases: CASE WHEN d.original IS NULL THEN d.category ELSE d.original ->> 'category' END. The queue, search,
-- similar cases, urgency and rules go by the columns of the case, which are what holds now.

ALTER TABLE deviation ADD COLUMN original jsonb;
COMMENT ON COLUMN deviation.original IS 'Its classification as filed; null: nothing of it was ever changed';

CREATE FUNCTION classification_of(d deviation) RETURNS jsonb LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN jsonb_build_object('kind', d.kind, 'category', d.category, 'phase', d.phase, 'patient_group', d.patient_group,
	'agreement_point', d.agreement_point, 'agreement_version_id', d.agreement_version_id, 'hph_item', d.hph_item,
	'actual_harm', d.actual_harm, 'potential_harm', d.potential_harm); END $$;
COMMENT ON FUNCTION classification_of(deviation) IS 'As it is now';
CREATE FUNCTION classification_as_filed(d deviation) RETURNS jsonb LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN coalesce(d.original, samavvik.classification_of(d)); END $$;
COMMENT ON FUNCTION classification_as_filed(deviation) IS 'What statistics count';

-- As with what the rules saw (deviation_keeps_facts): nobody who changes a case can forget it.
CREATE FUNCTION keep_original() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN NEW.original := samavvik.classification_of(OLD); RETURN NEW; END $$;
CREATE TRIGGER deviation_keeps_original
	BEFORE UPDATE OF kind, category, phase, patient_group, agreement_point, agreement_version_id, hph_item, actual_harm, potential_harm
	ON deviation FOR EACH ROW WHEN (OLD.original IS NULL) EXECUTE FUNCTION keep_original();
CREATE FUNCTION keep_filed() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'what a case was filed as stays' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER deviation_original_stays BEFORE UPDATE OF original ON deviation FOR EACH ROW EXECUTE FUNCTION keep_filed();

-- The first event speaks of the case as filed. Each change says in its event, which is hashed, what the classification is then.
CREATE FUNCTION classification_digest(d deviation) RETURNS text LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN encode(sha256(convert_to(concat(samavvik.hashed('samavvik classification 1'), samavvik.hashed(d.id::text),
	samavvik.hashed(d.kind), samavvik.hashed(d.category), samavvik.hashed(d.phase), samavvik.hashed(d.patient_group),
	samavvik.hashed(d.agreement_point::text), samavvik.hashed(d.hph_item), samavvik.hashed(d.actual_harm),
	samavvik.hashed(d.potential_harm)), 'UTF8')), 'hex'); END $$;

-- What was to be told of a change that was taken back, and has not left yet, is not told. p_dedupe: how the keys of its mail begin.
CREATE FUNCTION recall_notices(p_dedupe text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	recalled int;
BEGIN
	DELETE FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL AND (claimed_until IS NULL OR claimed_until < now())
		AND starts_with(dedupe_key, p_dedupe || ':');
	GET DIAGNOSTICS recalled = ROW_COUNT;
	RETURN recalled;
END
$$;

-- By the council that has the case, while it is open: classification as it is to be, and the reason, for everybody in the case to read.
-- p_agreement_version: of the point, where that changes; p_confirmed: warnings of the guard that were confirmed, or null.
CREATE FUNCTION reclassify(p_deviation bigint, p_kind text, p_category text, p_phase text, p_patient_group text, p_agreement_point int,
	p_agreement_version bigint, p_hph_item text, p_actual_harm text, p_potential_harm text, p_reason text, p_confirmed jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	was deviation;
	is_now deviation;
	said bigint;
BEGIN
	SELECT x.* INTO was FROM deviation x WHERE x.id = p_deviation AND x.council_id = ANY (acting_ids('councils')) FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such case' USING ERRCODE = 'SV404', CONSTRAINT = 'not_found';
	ELSIF was.status = 'closed' OR was.erased_digest IS NOT NULL THEN
		RAISE EXCEPTION 'not now' USING ERRCODE = 'SV409', CONSTRAINT = 'transition_not_allowed';
	ELSIF (was.kind, was.category, was.phase, was.patient_group, was.agreement_point, was.hph_item, was.actual_harm, was.potential_harm)
			IS NOT DISTINCT FROM (p_kind, p_category, p_phase, p_patient_group, p_agreement_point, p_hph_item, p_actual_harm, p_potential_harm) THEN
		RAISE EXCEPTION 'as it was' USING ERRCODE = 'SV409', CONSTRAINT = 'nothing_changed';
	END IF;
	IF p_confirmed IS NOT NULL THEN
		PERFORM enter_case_event(was.id, 'warning_confirmed', false, jsonb_build_object('findings', p_confirmed));
	END IF;
	INSERT INTO message (deviation_id, audience, text, author_person_id, side)
	VALUES (was.id, 'dialogue', p_reason, acting_person(), 'council') RETURNING id INTO said;
	UPDATE deviation SET kind = p_kind, category = p_category, phase = p_phase, patient_group = p_patient_group,
		agreement_point = p_agreement_point, hph_item = p_hph_item, actual_harm = p_actual_harm, potential_harm = p_potential_harm,
		agreement_version_id = CASE WHEN p_agreement_point IS DISTINCT FROM agreement_point THEN p_agreement_version ELSE agreement_version_id END,
		version = version + 1, last_event = last_event + 1
	WHERE id = was.id RETURNING * INTO is_now;
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	VALUES (was.id, is_now.last_event, 'reclassified', acting_person(), jsonb_build_object('message_id', said,
		'before', classification_of(was), 'after', classification_of(is_now), 'classification', classification_digest(is_now)));
	PERFORM queue_reporter_notice('case_message', was.id, 'case_message:' || said);
	PERFORM queue_party_notices('case_message', was.id, 'case_message:' || said);
END
$$;

-- By whoever changed it, within ten minutes, while nothing else has happened. False: that was somebody else.
CREATE FUNCTION take_back_classification(p_deviation bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	d deviation;
	was deviation;
	e event;
BEGIN
	SELECT x.* INTO d FROM deviation x WHERE x.id = p_deviation AND x.council_id = ANY (acting_ids('councils')) FOR UPDATE;
	SELECT x.* INTO e FROM event x WHERE x.deviation_id = d.id AND x.kind = 'reclassified' ORDER BY x.sequence DESC LIMIT 1;
	IF e.actor_person_id IS DISTINCT FROM acting_person() OR e.detail ? 'taken_back' THEN
		RETURN false;
	ELSIF e.sequence <> d.last_event OR e.at < now() - interval '10 minutes' THEN
		RAISE EXCEPTION 'too late' USING ERRCODE = 'SV409', CONSTRAINT = 'too_late_to_undo';
	END IF;
	was := jsonb_populate_record(d, e.detail -> 'before');
	UPDATE deviation SET kind = was.kind, category = was.category, phase = was.phase, patient_group = was.patient_group,
		agreement_point = was.agreement_point, agreement_version_id = was.agreement_version_id, hph_item = was.hph_item,
		actual_harm = was.actual_harm, potential_harm = was.potential_harm, version = version + 1, last_event = last_event + 1
	WHERE id = d.id RETURNING * INTO was;
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	VALUES (d.id, was.last_event, 'reclassified', acting_person(), jsonb_build_object('taken_back', true,
		'before', e.detail -> 'after', 'after', e.detail -> 'before', 'classification', classification_digest(was)));
	PERFORM recall_notices('case_message:' || (e.detail ->> 'message_id'));
	RETURN true;
END
$$;

-- The members of two objects in one: json_build_object takes fifty members, and a case has more.
CREATE FUNCTION both_json(p_first json, p_second json) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT left(p_first::text, -1) || ',' || substr(p_second::text, 2) $$;

-- What an event of this kind changed, for everybody in the case.
CREATE FUNCTION reclassified_json(p_detail jsonb) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (SELECT coalesce(json_agg(json_build_object('field', was.key, 'from', was.value, 'to', became.value) ORDER BY was.key), '[]')
	FROM jsonb_each_text(p_detail -> 'before') was JOIN jsonb_each_text(p_detail -> 'after') became ON became.key = was.key
	WHERE was.key <> 'agreement_version_id' AND was.value IS DISTINCT FROM became.value); END $$;

-- The rules may ask for the service area as well; facts kept before this do not have it.
CREATE OR REPLACE FUNCTION facts_of(d deviation) RETURNS jsonb LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (
	SELECT jsonb_build_object('kind', d.kind, 'category', d.category, 'agreement_point', d.agreement_point, 'reporter_party', r.party,
		'other_party', o.party, 'reporter_organisation', r.name, 'other_organisation', o.name, 'service_area', s.service_area,
		'patient_group', d.patient_group, 'phase', d.phase, 'actual_harm', d.actual_harm, 'potential_harm', d.potential_harm)
	FROM samavvik.organisation r, samavvik.organisation o LEFT JOIN samavvik.service s ON s.id = d.other_service_id
	WHERE r.id = d.reporter_organisation_id AND o.id = d.other_organisation_id); END $$;

DROP FUNCTION routed_cases(bigint, timestamptz, timestamptz, bigint, int);
CREATE FUNCTION routed_cases(p_helsefellesskap bigint, p_since timestamptz, p_until timestamptz, p_below bigint, p_limit int)
RETURNS TABLE (id bigint, number text, submitted_at timestamptz, council_id bigint, kind text, category text,
	reporter_organisation_id bigint, other_organisation_id bigint, patient_group text, phase text, actual_harm text,
	potential_harm text, agreement_point int, service_area text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	overseen boolean := p_helsefellesskap = ANY (acting_ids('overseen'));
BEGIN
	IF NOT overseen AND NOT p_helsefellesskap = ANY (administered()) THEN
		RETURN;
	END IF;
	RETURN QUERY SELECT d.id, CASE WHEN overseen THEN d.number END, d.submitted_at, d.council_id, d.kind::text, d.category::text, d.reporter_organisation_id,
		d.other_organisation_id, d.patient_group, d.phase, d.actual_harm::text, d.potential_harm::text, d.agreement_point, s.service_area
	FROM deviation d LEFT JOIN service s ON s.id = d.other_service_id
	WHERE d.helsefellesskap_id = p_helsefellesskap AND d.submitted_at >= p_since AND d.submitted_at <= p_until
		AND (d.submitted_at < p_until OR d.id < p_below)
	ORDER BY d.submitted_at DESC, d.id DESC LIMIT p_limit;
END
$$;

REVOKE ALL ON FUNCTION recall_notices(text), reclassify(bigint, text, text, text, text, int, bigint, text, text, text, text, jsonb),
	take_back_classification(bigint), routed_cases(bigint, timestamptz, timestamptz, bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reclassify(bigint, text, text, text, text, int, bigint, text, text, text, text, jsonb),
	take_back_classification(bigint), routed_cases(bigint, timestamptz, timestamptz, bigint, int) TO samavvik_service;
