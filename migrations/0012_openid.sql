-- Sign-in by OpenID Connect: who is known to which issuer, sign-ins under way, and what a session came from.

-- What a person is recognised by the first time. Never the national identity number itself: a digest with a key that the
-- database does not hold. The service cannot read this table at all; it asks openid_sign_in.
CREATE TABLE person_identity (
	person_id bigint CONSTRAINT person_identity_pk PRIMARY KEY CONSTRAINT person_identity_person_fk REFERENCES person,
	identity_digest bytea CONSTRAINT person_identity_digest_unique UNIQUE,
	hpr_number text CONSTRAINT person_identity_hpr_unique UNIQUE
		CONSTRAINT person_identity_hpr_form CHECK (hpr_number ~ '^[1-9][0-9]{0,8}$')
);
ALTER TABLE person_identity ENABLE ROW LEVEL SECURITY;

-- After the first time: the issuer's own name for the person.
CREATE TABLE person_openid (
	issuer text NOT NULL,
	subject text NOT NULL,
	person_id bigint NOT NULL CONSTRAINT person_openid_person_fk REFERENCES person,
	linked_by text NOT NULL CONSTRAINT person_openid_linked_by_known CHECK (linked_by IN ('invitation', 'identity_number', 'hpr_number')),
	linked_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT person_openid_pk PRIMARY KEY (issuer, subject)
);
CREATE INDEX person_openid_of_person ON person_openid (person_id);
ALTER TABLE person_openid ENABLE ROW LEVEL SECURITY;

-- Lets one person link whatever account they sign in with at an issuer, once.
CREATE TABLE openid_invitation (
	digest bytea CONSTRAINT openid_invitation_pk PRIMARY KEY,
	person_id bigint NOT NULL CONSTRAINT openid_invitation_person_fk REFERENCES person,
	expires_at timestamptz NOT NULL,
	used_at timestamptz
);
ALTER TABLE openid_invitation ENABLE ROW LEVEL SECURITY;

-- A sign-in under way; taken once, gone after ten minutes.
CREATE TABLE openid_pending (
	digest bytea CONSTRAINT openid_pending_pk PRIMARY KEY,
	issuer text NOT NULL,
	return_to text NOT NULL,
	-- The session the browser had: confirmed when it asked for that, else replaced.
	session_digest bytea,
	confirms boolean NOT NULL,
	invitation_digest bytea,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL
);
CREATE INDEX openid_pending_expires ON openid_pending (expires_at);
ALTER TABLE openid_pending ENABLE ROW LEVEL SECURITY;

-- What a session came from, for signing out at the issuer and for the issuer's word that it is over.
CREATE TABLE openid_session (
	session_digest bytea CONSTRAINT openid_session_pk PRIMARY KEY
		CONSTRAINT openid_session_session_fk REFERENCES session ON DELETE CASCADE,
	issuer text NOT NULL,
	issuer_code text NOT NULL,
	subject text NOT NULL,
	sid text,
	-- The ID token, sealed with a key that only the browser's cookie gives.
	sealed_token bytea
);
CREATE INDEX openid_session_sid ON openid_session (issuer, sid);
CREATE INDEX openid_session_subject ON openid_session (issuer, subject);
ALTER TABLE openid_session ENABLE ROW LEVEL SECURITY;
CREATE POLICY openid_session_own ON openid_session FOR SELECT TO samavvik_service USING (
	EXISTS (SELECT 1 FROM session s WHERE s.digest = session_digest AND s.person_id = (SELECT acting_person())));
GRANT SELECT ON openid_session TO samavvik_service;

-- Roles that the session may give rise to, of those the person has; null: all.
ALTER TABLE session ADD COLUMN roles text[];

CREATE FUNCTION openid_begin(p_digest bytea, p_issuer text, p_return_to text, p_session bytea, p_confirms boolean,
	p_invitation bytea, p_minutes int) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	DELETE FROM openid_pending WHERE expires_at < now();
	INSERT INTO openid_pending (digest, issuer, return_to, session_digest, confirms, invitation_digest, expires_at)
	VALUES (p_digest, p_issuer, p_return_to, p_session, p_confirms, p_invitation, now() + make_interval(mins => p_minutes))
$$;

CREATE FUNCTION openid_take(p_digest bytea) RETURNS openid_pending
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ DELETE FROM openid_pending WHERE digest = p_digest AND expires_at > now() RETURNING * $$;

-- Who an issuer's word stands for. outcome: found; not_linked, when it stands for nobody here; no_role, when the person has
-- none of the roles that the issuer may give rise to (at the organisation one acts for, when the issuer names one).
CREATE FUNCTION openid_sign_in(p_issuer text, p_subject text, p_identity bytea, p_hpr text, p_invitation bytea, p_roles text[],
	p_organisation text, OUT outcome text, OUT person_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	who bigint;
	how text;
	candidates bigint[];
BEGIN
	SELECT o.person_id INTO who FROM person_openid o WHERE o.issuer = p_issuer AND o.subject = p_subject;
	IF who IS NULL AND p_invitation IS NOT NULL THEN
		UPDATE openid_invitation i SET used_at = now()
		WHERE i.digest = p_invitation AND i.used_at IS NULL AND i.expires_at > now()
		RETURNING i.person_id INTO who;
		how := 'invitation';
	END IF;
	IF who IS NULL THEN
		candidates := ARRAY(SELECT i.person_id FROM person_identity i
			WHERE i.identity_digest = p_identity OR i.hpr_number = p_hpr);
		-- Two numbers that lead to two people lead to nobody.
		IF cardinality(candidates) = 1 THEN
			who := candidates[1];
			how := CASE WHEN EXISTS (SELECT 1 FROM person_identity i WHERE i.person_id = who
				AND i.identity_digest = p_identity) THEN 'identity_number' ELSE 'hpr_number' END;
		END IF;
	END IF;
	IF who IS NULL OR NOT EXISTS (SELECT 1 FROM person p WHERE p.id = who AND p.disabled_at IS NULL AND p.kind = 'person') THEN
		outcome := 'not_linked';
		RETURN;
	END IF;
	IF how IS NOT NULL THEN
		INSERT INTO person_openid (issuer, subject, person_id, linked_by) VALUES (p_issuer, p_subject, who, how)
		ON CONFLICT DO NOTHING;
	END IF;
	IF NOT EXISTS (SELECT 1 FROM memberships_today(who) m LEFT JOIN organisation o ON o.id = m.organisation_id
		WHERE m.role = ANY (p_roles)
			AND (p_organisation IS NULL OR m.organisation_id IS NULL OR o.organisation_number = p_organisation)) THEN
		outcome := 'no_role';
		RETURN;
	END IF;
	outcome := 'found';
	person_id := who;
END
$$;

-- Until this has run, a session opened by OpenID Connect gives no role (session_actor).
CREATE FUNCTION openid_session_note(p_session bytea, p_issuer text, p_code text, p_subject text, p_sid text, p_sealed bytea,
	p_roles text[], p_replaced bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	DELETE FROM session WHERE digest = p_replaced AND digest <> p_session;
	INSERT INTO openid_session (session_digest, issuer, issuer_code, subject, sid, sealed_token)
	VALUES (p_session, p_issuer, p_code, p_subject, p_sid, p_sealed);
	UPDATE session SET roles = p_roles WHERE digest = p_session AND method = 'openid'
$$;

-- The person of a session has proven to be there once more. False when it was somebody else, or the session is over.
CREATE FUNCTION openid_confirm(p_session bytea, p_issuer text, p_subject text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	WITH confirmed AS (
		UPDATE session s SET confirmed_at = now(), used_at = now()
		FROM person_openid o
		WHERE s.digest = p_session AND s.expires_at > now() AND o.person_id = s.person_id
			AND o.issuer = p_issuer AND o.subject = p_subject
		RETURNING 1)
	SELECT EXISTS (SELECT 1 FROM confirmed)
$$;

-- The issuer says that its session, or everything of a person there, is over. Sessions begun after that stay.
CREATE FUNCTION openid_end(p_issuer text, p_sid text, p_subject text, p_said_at timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	WITH ended AS (
		DELETE FROM session s USING openid_session o
		WHERE o.session_digest = s.digest AND o.issuer = p_issuer AND s.created_at <= p_said_at
			AND (p_sid IS NOT NULL OR p_subject IS NOT NULL)
			AND (p_sid IS NULL OR o.sid = p_sid) AND (p_subject IS NULL OR o.subject = p_subject)
		RETURNING 1)
	SELECT count(*) FROM ended
$$;

CREATE FUNCTION person_scope(p_person bigint, p_roles text[]) RETURNS TABLE (roles text, councils text, organisations text,
	reporting text, overseen text, helsefellesskap text) LANGUAGE sql STABLE
AS $$
	SELECT coalesce(string_agg(DISTINCT m.role, ','), ''),
		coalesce(array_agg(DISTINCT m.council_id) FILTER (WHERE m.council_id IS NOT NULL), '{}')::text,
		coalesce(array_agg(DISTINCT m.organisation_id) FILTER (WHERE m.role = 'coordinator'), '{}')::text,
		coalesce(array_agg(DISTINCT m.organisation_id)
			FILTER (WHERE m.role IN ('reporter', 'coordinator', 'user_representative')), '{}')::text,
		coalesce(array_agg(DISTINCT m.helsefellesskap_id) FILTER (WHERE m.role IN ('secretariat', 'follow_up')), '{}')::text,
		coalesce(array_agg(DISTINCT m.helsefellesskap_id), '{}')::text
	FROM memberships_today(p_person) m
	WHERE p_roles IS NULL OR m.role = ANY (p_roles)
$$;
COMMENT ON FUNCTION person_scope(bigint, text[]) IS 'person_scope, of these roles alone when they are given';

CREATE OR REPLACE FUNCTION session_actor(p_digest bytea)
RETURNS TABLE (person_id bigint, language text, expires_at timestamptz, roles text, councils text, organisations text,
	reporting text, overseen text, helsefellesskap text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	s record;
BEGIN
	SELECT session.person_id, session.used_at, session.expires_at, person.language,
		CASE WHEN session.method = 'openid' THEN coalesce(session.roles, '{}') END AS roles INTO s
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
	FROM person_scope(s.person_id, s.roles) scope;
END
$$;

REVOKE ALL ON FUNCTION person_scope(bigint, text[]), openid_begin(bytea, text, text, bytea, boolean, bytea, int), openid_take(bytea),
	openid_sign_in(text, text, bytea, text, bytea, text[], text),
	openid_session_note(bytea, text, text, text, text, bytea, text[], bytea), openid_confirm(bytea, text, text),
	openid_end(text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION openid_begin(bytea, text, text, bytea, boolean, bytea, int), openid_take(bytea),
	openid_sign_in(text, text, bytea, text, bytea, text[], text),
	openid_session_note(bytea, text, text, text, text, bytea, text[], bytea), openid_confirm(bytea, text, text),
	openid_end(text, text, text, timestamptz) TO samavvik_service;
