-- Notices about patient references reach substitutes too.

CREATE FUNCTION holders_of(p_roles text[], p_organisations bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	RETURN ARRAY(
		SELECT h.person_id
		FROM membership m
		CROSS JOIN LATERAL (
			SELECT m.person_id
			UNION ALL
			SELECT s.person_id FROM substitute s
			WHERE s.membership_id = m.id AND s.valid_from <= current_date AND s.valid_to > current_date) h
		WHERE m.role = ANY (p_roles) AND m.organisation_id = ANY (p_organisations)
			AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date)
		GROUP BY h.person_id);
END
$$;
COMMENT ON FUNCTION holders_of(text[], bigint[]) IS 'Who has one of the roles at one of the organisations today, or stands in for who has';

CREATE OR REPLACE FUNCTION coordinators_of(p_organisations bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	RETURN holders_of(ARRAY['coordinator'], p_organisations);
END
$$;

CREATE OR REPLACE FUNCTION request_reference(p_deviation bigint, p_legal_basis text, p_purpose text, p_days int) RETURNS bigint
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
	PERFORM queue_person_notices('reference_requested', p_deviation,
		array_remove(holders_of(ARRAY['coordinator', 'secretariat'], ARRAY[party]), acting_person()), 'reference_requested:' || request, '{}');
	RETURN request;
END
$$;

REVOKE ALL ON FUNCTION holders_of(text[], bigint[]) FROM PUBLIC;
