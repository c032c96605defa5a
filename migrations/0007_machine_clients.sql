-- Administrators manage people, memberships and machine clients of their own helsefellesskap, and see no case.

-- Read from the memberships themselves: no setting can claim it. Policies put it last and in a SELECT of its own, so that
-- it is only asked, once a statement, when nothing before it was enough.
CREATE FUNCTION administered() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN ARRAY(SELECT m.helsefellesskap_id FROM memberships_today(acting_person()) m WHERE m.role = 'administrator'); END $$;
COMMENT ON FUNCTION administered() IS 'Helsefellesskap that the acting person administers today';
REVOKE ALL ON FUNCTION administered() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION administered() TO samavvik_service;

DROP POLICY membership_own ON membership;
CREATE POLICY membership_seen ON membership FOR SELECT TO samavvik_service USING (
	person_id = (SELECT acting_person()) OR (SELECT acting_job())
	OR helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
-- Nobody gives oneself anything.
CREATE POLICY membership_added ON membership FOR INSERT TO samavvik_service WITH CHECK (
	helsefellesskap_id = ANY ((SELECT administered())::bigint[]) AND person_id <> (SELECT acting_person()));
GRANT INSERT (person_id, helsefellesskap_id, role, organisation_id, council_id, valid_from, valid_to) ON membership TO samavvik_service;

DROP POLICY person_own ON person;
CREATE POLICY person_seen ON person FOR SELECT TO samavvik_service USING (
	id = (SELECT acting_person()) OR (SELECT acting_job())
	OR EXISTS (SELECT 1 FROM membership m WHERE m.person_id = person.id
		AND m.helsefellesskap_id = ANY ((SELECT administered())::bigint[])));

-- What was changed about who may do what: written by the database itself, never changed, seen by administrators.
CREATE TABLE access_change (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT access_change_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT access_change_helsefellesskap_fk REFERENCES helsefellesskap,
	at timestamptz NOT NULL DEFAULT now(),
	-- Null: a command on the machine itself.
	actor_person_id bigint CONSTRAINT access_change_actor_fk REFERENCES person,
	person_id bigint NOT NULL CONSTRAINT access_change_person_fk REFERENCES person,
	kind text NOT NULL CONSTRAINT access_change_kind_known CHECK (kind IN ('membership_added', 'membership_ended',
		'token_created', 'token_revoked')),
	detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX access_change_of_helsefellesskap ON access_change (helsefellesskap_id, id DESC);
CREATE INDEX access_change_of_person ON access_change (person_id, id DESC);
ALTER TABLE access_change ENABLE ROW LEVEL SECURITY;
CREATE POLICY access_change_seen ON access_change FOR SELECT TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
GRANT SELECT ON access_change TO samavvik_service;

CREATE FUNCTION note_membership() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND NEW.valid_to IS NOT DISTINCT FROM OLD.valid_to THEN
		RETURN NULL;
	END IF;
	INSERT INTO access_change (helsefellesskap_id, actor_person_id, person_id, kind, detail)
	VALUES (NEW.helsefellesskap_id, acting_person(), NEW.person_id,
		CASE TG_OP WHEN 'INSERT' THEN 'membership_added' ELSE 'membership_ended' END,
		jsonb_strip_nulls(jsonb_build_object('role', NEW.role, 'organisation_id', NEW.organisation_id,
			'council_id', NEW.council_id, 'from', NEW.valid_from, 'to', NEW.valid_to)));
	RETURN NULL;
END
$$;
CREATE TRIGGER membership_noted AFTER INSERT OR UPDATE ON membership FOR EACH ROW EXECUTE FUNCTION note_membership();

-- Tokens of machine clients. The token has 256 random bits, so a plain SHA-256 is enough to keep it by.
CREATE TABLE client_token (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT client_token_pk PRIMARY KEY,
	digest bytea NOT NULL CONSTRAINT client_token_digest_unique UNIQUE,
	person_id bigint NOT NULL CONSTRAINT client_token_person_fk REFERENCES person,
	helsefellesskap_id bigint NOT NULL CONSTRAINT client_token_helsefellesskap_fk REFERENCES helsefellesskap,
	-- Permissions of src/access/permissions.c; they narrow what the memberships give.
	permissions text[] NOT NULL CONSTRAINT client_token_permissions_count CHECK (cardinality(permissions) BETWEEN 1 AND 8),
	created_at timestamptz NOT NULL DEFAULT now(),
	created_by bigint NOT NULL CONSTRAINT client_token_creator_fk REFERENCES person,
	expires_at timestamptz NOT NULL,
	used_at timestamptz,
	revoked_at timestamptz,
	revoked_by bigint CONSTRAINT client_token_revoker_fk REFERENCES person,
	CONSTRAINT client_token_expires_in_time CHECK (expires_at > created_at AND expires_at <= created_at + interval '731 days')
);
CREATE INDEX client_token_of_person ON client_token (person_id);
ALTER TABLE client_token ENABLE ROW LEVEL SECURITY;
CREATE POLICY client_token_seen ON client_token FOR SELECT TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
CREATE POLICY client_token_revoked ON client_token FOR UPDATE TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
GRANT SELECT (id, person_id, helsefellesskap_id, permissions, created_at, created_by, expires_at, used_at, revoked_at, revoked_by),
	UPDATE (revoked_at, revoked_by) ON client_token TO samavvik_service;

CREATE FUNCTION note_client_token() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	IF TG_OP = 'INSERT' OR (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) THEN
		INSERT INTO access_change (helsefellesskap_id, actor_person_id, person_id, kind, detail)
		VALUES (NEW.helsefellesskap_id, acting_person(), NEW.person_id,
			CASE TG_OP WHEN 'INSERT' THEN 'token_created' ELSE 'token_revoked' END,
			jsonb_build_object('token_id', NEW.id, 'permissions', NEW.permissions, 'expires_at', NEW.expires_at));
	END IF;
	RETURN NULL;
END
$$;
CREATE TRIGGER client_token_noted AFTER INSERT OR UPDATE OF revoked_at ON client_token
	FOR EACH ROW EXECUTE FUNCTION note_client_token();

-- The actor of a token, as session_actor gives the one of a session, and the permissions that narrow it.
CREATE FUNCTION token_actor(p_digest bytea)
RETURNS TABLE (person_id bigint, language text, expires_at timestamptz, roles text, councils text, organisations text,
	reporting text, overseen text, helsefellesskap text, permissions text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	s record;
BEGIN
	SELECT t.person_id, t.used_at, t.expires_at, t.permissions, person.language INTO s
	FROM client_token t JOIN person ON person.id = t.person_id
	WHERE t.digest = p_digest AND t.expires_at > now() AND t.revoked_at IS NULL AND person.disabled_at IS NULL;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	-- Noted once a minute, as for sessions.
	IF s.used_at IS NULL OR s.used_at < now() - interval '1 minute' THEN
		UPDATE client_token SET used_at = now() WHERE digest = p_digest;
	END IF;
	RETURN QUERY
	SELECT s.person_id, s.language, s.expires_at, scope.roles, scope.councils, scope.organisations, scope.reporting,
		scope.overseen, scope.helsefellesskap, array_to_string(s.permissions, ',')
	FROM person_scope(s.person_id) scope;
END
$$;

-- A new machine client that acts for one organisation, or another token of one that is there (p_person). Answers with its
-- person; the request's key makes a repeat fail on idempotency_pk.
CREATE FUNCTION client_token_add(p_helsefellesskap bigint, p_person bigint, p_name text, p_role text, p_organisation bigint,
	p_permissions text[], p_days int, p_digest bytea, p_operation text, p_key text, p_request bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	client bigint := p_person;
BEGIN
	IF NOT p_helsefellesskap = ANY (administered()) THEN
		RAISE EXCEPTION USING ERRCODE = 'SV404', CONSTRAINT = 'not_found';
	END IF;
	IF client IS NULL THEN
		IF NOT EXISTS (SELECT 1 FROM helsefellesskap_member m WHERE m.organisation_id = p_organisation
			AND m.helsefellesskap_id = p_helsefellesskap AND m.valid_from <= current_date
			AND (m.valid_to IS NULL OR m.valid_to > current_date)) THEN
			RAISE EXCEPTION USING ERRCODE = 'SV422', CONSTRAINT = 'unknown_organisation';
		END IF;
		INSERT INTO person (username, name, kind, language)
		SELECT 'klient-' || encode(substring(p_digest FROM 1 FOR 8), 'hex'), p_name, 'machine', h.language
		FROM helsefellesskap h WHERE h.id = p_helsefellesskap
		RETURNING id INTO client;
		INSERT INTO membership (person_id, helsefellesskap_id, role, organisation_id)
		VALUES (client, p_helsefellesskap, p_role, p_organisation);
	END IF;
	INSERT INTO client_token (digest, person_id, helsefellesskap_id, permissions, created_by, expires_at)
	VALUES (p_digest, client, p_helsefellesskap, p_permissions, acting_person(), now() + make_interval(days => p_days));
	INSERT INTO idempotency (person_id, operation, key, request_digest, resource_id)
	VALUES (acting_person(), p_operation, p_key, p_request, client);
	RETURN client;
END
$$;

REVOKE ALL ON FUNCTION token_actor(bytea), note_membership(), note_client_token(),
	client_token_add(bigint, bigint, text, text, bigint, text[], int, bytea, text, text, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION token_actor(bytea),
	client_token_add(bigint, bigint, text, text, bigint, text[], int, bytea, text, text, bytea) TO samavvik_service;

-- A machine client as the contract shows it, with the rights of who asks.
CREATE FUNCTION machine_client_json(p_person bigint, p_helsefellesskap bigint) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (
	SELECT json_build_object('id', p.id::text, 'name', p.name, 'role', m.role, 'organisation', organisation_json(m.organisation_id),
		'tokens', (SELECT coalesce(json_agg(json_build_object('id', t.id::text, 'permissions', t.permissions,
				'created_at', time_json(t.created_at), 'created_by', person_name(t.created_by),
				'expires_at', time_json(t.expires_at), 'used_at', time_json(t.used_at),
				'revoked_at', time_json(t.revoked_at),
				'state', CASE WHEN t.revoked_at IS NOT NULL THEN 'revoked' WHEN t.expires_at <= now() THEN 'expired'
					ELSE 'active' END) ORDER BY t.id DESC), '[]')
			FROM client_token t WHERE t.person_id = p.id AND t.helsefellesskap_id = p_helsefellesskap))
	FROM person p
	JOIN LATERAL (SELECT x.role, x.organisation_id FROM membership x
		WHERE x.person_id = p.id AND x.helsefellesskap_id = p_helsefellesskap ORDER BY x.id DESC LIMIT 1) m ON true
	WHERE p.id = p_person AND p.kind = 'machine');
END $$;
