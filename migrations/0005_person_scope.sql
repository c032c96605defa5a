-- What a person's memberships give, in one place, for everything that may speak for a person: sessions and tokens. A person
-- may be a machine client. Coordinators write in the dialogue; a council that is told of a case can read it.

ALTER TABLE person ADD COLUMN kind text NOT NULL DEFAULT 'person'
	CONSTRAINT person_kind_known CHECK (kind IN ('person', 'machine'));
GRANT SELECT (kind) ON person TO samavvik_service;

-- Plain SQL without settings of its own, so that it becomes part of the statement that asks.
CREATE FUNCTION memberships_today(p_person bigint) RETURNS SETOF membership LANGUAGE sql STABLE
AS $$
	SELECT m.* FROM membership m
	WHERE m.person_id = p_person AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date)
$$;

CREATE FUNCTION person_scope(p_person bigint) RETURNS TABLE (roles text, councils text, organisations text, reporting text,
	overseen text, helsefellesskap text) LANGUAGE sql STABLE
AS $$
	SELECT coalesce(string_agg(DISTINCT m.role, ','), ''),
		coalesce(array_agg(DISTINCT m.council_id) FILTER (WHERE m.council_id IS NOT NULL), '{}')::text,
		coalesce(array_agg(DISTINCT m.organisation_id) FILTER (WHERE m.role = 'coordinator'), '{}')::text,
		coalesce(array_agg(DISTINCT m.organisation_id)
			FILTER (WHERE m.role IN ('reporter', 'coordinator', 'user_representative')), '{}')::text,
		coalesce(array_agg(DISTINCT m.helsefellesskap_id) FILTER (WHERE m.role IN ('secretariat', 'follow_up')), '{}')::text,
		coalesce(array_agg(DISTINCT m.helsefellesskap_id), '{}')::text
	FROM memberships_today(p_person) m
$$;
COMMENT ON FUNCTION person_scope(bigint) IS 'One row: the roles a person has today and the ids for acting_ids()';
REVOKE ALL ON FUNCTION memberships_today(bigint), person_scope(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION memberships_today(bigint) TO samavvik_service; -- under the policies of membership

CREATE OR REPLACE FUNCTION session_actor(p_digest bytea)
RETURNS TABLE (person_id bigint, language text, expires_at timestamptz, roles text, councils text, organisations text,
	reporting text, overseen text, helsefellesskap text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	s record;
BEGIN
	SELECT session.person_id, session.used_at, session.expires_at, person.language INTO s
	FROM session JOIN person ON person.id = session.person_id
	WHERE session.digest = p_digest AND session.expires_at > now() AND person.disabled_at IS NULL
		AND session.used_at > now() - make_interval(mins => session.idle_minutes);
	IF NOT FOUND THEN
		RETURN;
	END IF;
	-- Use is noted once a minute, so that reading stays reading.
	IF s.used_at < now() - interval '1 minute' THEN
		UPDATE session SET used_at = now() WHERE session.digest = p_digest;
	END IF;
	RETURN QUERY
	SELECT s.person_id, s.language, s.expires_at, scope.roles, scope.councils, scope.organisations, scope.reporting,
		scope.overseen, scope.helsefellesskap
	FROM person_scope(s.person_id) scope;
END
$$;

-- A council that is told of a case gets a mail that leads to it, so it can read it: not treat it, nor read internal notes.
DROP POLICY deviation_seen ON deviation;
CREATE POLICY deviation_seen ON deviation FOR SELECT TO samavvik_service USING (
	council_id = ANY ((SELECT acting_ids('councils'))::bigint[])
	OR reporter_person_id = (SELECT acting_person())
	OR reporter_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
	OR other_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
	OR helsefellesskap_id = ANY ((SELECT acting_ids('overseen'))::bigint[])
	OR also_told && (SELECT acting_ids('councils'))::bigint[]
	OR (SELECT acting_job()));

-- Writing in the dialogue counts the case's events on.
DROP POLICY deviation_worked_on ON deviation;
CREATE POLICY deviation_worked_on ON deviation FOR UPDATE TO samavvik_service USING (
	council_id = ANY ((SELECT acting_ids('councils'))::bigint[])
	OR reporter_person_id = (SELECT acting_person())
	OR reporter_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
	OR other_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
	OR (SELECT acting_job()));

-- Coordinators who have written in a case's dialogue, and still coordinate one of its parties, hear of what others write.
CREATE FUNCTION queue_party_notices(p_kind text, p_deviation bigint, p_dedupe text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	queued int;
BEGIN
	INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key, parameters)
	SELECT d.helsefellesskap_id, p_kind, p.id, p.email, p.language, p_dedupe || ':' || p.id,
		jsonb_build_object('number', d.number, 'deviation_id', d.id::text, 'council', c.name)
	FROM deviation d
	JOIN council c ON c.id = d.council_id
	JOIN LATERAL (SELECT DISTINCT author_person_id AS id FROM message
		WHERE deviation_id = d.id AND side = 'party') author ON true
	JOIN person p ON p.id = author.id
	WHERE d.id = p_deviation AND p.email IS NOT NULL AND p.disabled_at IS NULL AND p.id IS DISTINCT FROM acting_person()
		AND EXISTS (SELECT 1 FROM memberships_today(p.id) m WHERE m.role = 'coordinator'
			AND m.organisation_id IN (d.reporter_organisation_id, d.other_organisation_id))
	ON CONFLICT ON CONSTRAINT outbox_dedupe_key_unique DO NOTHING;
	GET DIAGNOSTICS queued = ROW_COUNT;
	RETURN queued;
END
$$;
REVOKE ALL ON FUNCTION queue_party_notices(text, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue_party_notices(text, bigint, text) TO samavvik_service;
