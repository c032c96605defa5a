-- Sessions can be shown to their person and ended one by one, and know when their person was last proven to be there.

ALTER TABLE session
	ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT session_id_unique UNIQUE,
	ADD COLUMN method text NOT NULL DEFAULT 'password' CONSTRAINT session_method_known
		CHECK (method IN ('password', 'password_totp', 'recovery', 'openid')),
	ADD COLUMN confirmed_at timestamptz NOT NULL DEFAULT now(),
	-- "Firefox, Windows": enough to know one's own again, too little to follow anybody by.
	ADD COLUMN agent text NOT NULL DEFAULT '';

CREATE POLICY session_own ON session FOR SELECT TO samavvik_service USING (person_id = (SELECT acting_person()));
CREATE POLICY session_own_ended ON session FOR DELETE TO samavvik_service USING (person_id = (SELECT acting_person()));
CREATE POLICY session_own_confirmed ON session FOR UPDATE TO samavvik_service USING (person_id = (SELECT acting_person()));
GRANT UPDATE (confirmed_at) ON session TO samavvik_service;

-- The session that a browser had before ends with the new one. The function of four parameters stays for the program that
-- was there before.
CREATE FUNCTION session_open(p_digest bytea, p_person bigint, p_idle_minutes int, p_hours int, p_method text, p_agent text,
	p_replaced bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	DELETE FROM session WHERE digest = p_replaced AND person_id = p_person;
	INSERT INTO session (digest, person_id, idle_minutes, expires_at, method, agent)
	VALUES (p_digest, p_person, p_idle_minutes, now() + make_interval(hours => p_hours), p_method, p_agent)
$$;

CREATE FUNCTION own_account(p_person bigint, OUT password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ SELECT password_hash FROM person WHERE id = p_person AND disabled_at IS NULL $$;

REVOKE ALL ON FUNCTION session_open(bytea, bigint, int, int, text, text, bytea), own_account(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_open(bytea, bigint, int, int, text, text, bytea), own_account(bigint) TO samavvik_service;
