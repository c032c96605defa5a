-- Local accounts: second factor, recovery codes, one-time links, and how fast one may guess.

-- The secret is sealed under the key of the setting account_key. Null enrolled_at: begun, and not proven by a code yet.
CREATE TABLE second_factor (
	person_id bigint CONSTRAINT second_factor_pk PRIMARY KEY CONSTRAINT second_factor_person_fk REFERENCES person,
	sealed_secret bytea NOT NULL,
	begun_at timestamptz NOT NULL DEFAULT now(),
	enrolled_at timestamptz,
	-- A code is taken once: never again one of this 30-second step or of an earlier one.
	last_step bigint NOT NULL DEFAULT 0
);

CREATE TABLE recovery_code (
	person_id bigint NOT NULL CONSTRAINT recovery_code_person_fk REFERENCES person,
	digest bytea NOT NULL,
	used_at timestamptz,
	CONSTRAINT recovery_code_pk PRIMARY KEY (person_id, digest)
);

-- The link itself is stored nowhere: the one who has the key of account_key makes it from the nonce when the mail is written.
CREATE TABLE account_link (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT account_link_pk PRIMARY KEY,
	person_id bigint NOT NULL CONSTRAINT account_link_person_fk REFERENCES person,
	purpose text NOT NULL CONSTRAINT account_link_purpose_known CHECK (purpose IN ('invitation', 'password_reset')),
	nonce bytea NOT NULL,
	digest bytea NOT NULL CONSTRAINT account_link_digest_unique UNIQUE,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL,
	used_at timestamptz
);
CREATE INDEX account_link_person ON account_link (person_id);

-- Guessing slows down one account from one client. Names and clients are keyed digests, so that a name nobody has counts
-- like any other, and the table tells neither. A client is a browser that signed in to the account before, else an address.
CREATE TABLE sign_in_client (
	name_digest bytea NOT NULL,
	client_digest bytea NOT NULL,
	failures int NOT NULL DEFAULT 0,
	failed_at timestamptz,
	blocked_until timestamptz,
	succeeded_at timestamptz,
	CONSTRAINT sign_in_client_pk PRIMARY KEY (name_digest, client_digest)
);

CREATE INDEX person_email ON person (lower(email)) WHERE email IS NOT NULL;

-- Mail about an account belongs to no helsefellesskap.
ALTER TABLE outbox ALTER COLUMN helsefellesskap_id DROP NOT NULL;
-- The kinds are a domain, whose check is read once a session and not in every filing.
CREATE DOMAIN notice_kind AS text CONSTRAINT outbox_kind_known CHECK (VALUE IN ('case_new', 'case_answered', 'case_closed',
	'case_message', 'digest', 'reference_expiring', 'reference_requested', 'reference_decided', 'invitation', 'password_reset',
	'password_changed', 'second_factor_removed'));
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_known, ALTER COLUMN kind TYPE notice_kind;

ALTER TABLE second_factor ENABLE ROW LEVEL SECURITY;
ALTER TABLE recovery_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_client ENABLE ROW LEVEL SECURITY;

CREATE POLICY second_factor_own ON second_factor TO samavvik_service USING (person_id = (SELECT acting_person()));
CREATE POLICY second_factor_job ON second_factor TO samavvik_service USING ((SELECT acting_job()));
CREATE POLICY recovery_code_own ON recovery_code TO samavvik_service USING (person_id = (SELECT acting_person()));
CREATE POLICY account_link_job ON account_link TO samavvik_service USING ((SELECT acting_job()));
CREATE POLICY sign_in_client_job ON sign_in_client TO samavvik_service USING ((SELECT acting_job()));

GRANT SELECT, INSERT, UPDATE, DELETE ON second_factor TO samavvik_service;
GRANT SELECT, INSERT, DELETE ON recovery_code TO samavvik_service;
GRANT SELECT, DELETE ON account_link, sign_in_client TO samavvik_service;

-- Before anybody acts: narrow functions of the owner.

-- One row whether or not there is such an account. client: what a failure counts against.
CREATE FUNCTION sign_in_account(p_username text, p_name bytea, p_device bytea, p_address bytea)
RETURNS TABLE (person_id bigint, password_hash text, sealed_secret bytea, client bytea, wait_seconds int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	SELECT p.id, p.password_hash, f.sealed_secret, c.client,
		greatest(0, ceil(extract(epoch FROM coalesce(s.blocked_until - now(), interval '0'))))::int
	FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM sign_in_client
		WHERE name_digest = p_name AND client_digest = p_device AND succeeded_at > now() - interval '180 days')
		THEN p_device ELSE p_address END AS client) c
	LEFT JOIN sign_in_client s ON s.name_digest = p_name AND s.client_digest = c.client
	LEFT JOIN person p ON p.username = lower(p_username) AND p.disabled_at IS NULL
	LEFT JOIN second_factor f ON f.person_id = p.id AND f.enrolled_at IS NOT NULL
$$;

-- Nine mistakes cost nothing; from the tenth on the wait doubles, up to a quarter of an hour. An hour without forgets.
CREATE FUNCTION sign_in_failed(p_name bytea, p_client bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	so_far int;
BEGIN
	INSERT INTO sign_in_client AS c (name_digest, client_digest, failures, failed_at) VALUES (p_name, p_client, 1, now())
	ON CONFLICT ON CONSTRAINT sign_in_client_pk DO UPDATE
	SET failures = CASE WHEN c.failed_at > now() - interval '1 hour' THEN c.failures + 1 ELSE 1 END, failed_at = now()
	RETURNING failures INTO so_far;
	UPDATE sign_in_client SET blocked_until = now() + least(2 ^ least(so_far - 9, 20), 900) * interval '1 second'
	WHERE name_digest = p_name AND client_digest = p_client AND so_far >= 10;
END
$$;

CREATE FUNCTION sign_in_succeeded(p_name bytea, p_client bytea, p_device bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	UPDATE sign_in_client SET failures = 0, blocked_until = NULL
	WHERE name_digest = p_name AND client_digest = p_client AND failures > 0;
	INSERT INTO sign_in_client (name_digest, client_digest, succeeded_at) VALUES (p_name, p_device, now())
	ON CONFLICT ON CONSTRAINT sign_in_client_pk DO UPDATE SET succeeded_at = now()
$$;

CREATE FUNCTION take_totp_step(p_person bigint, p_step bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	UPDATE second_factor SET last_step = p_step WHERE person_id = p_person AND last_step < p_step;
	RETURN FOUND;
END
$$;

CREATE FUNCTION take_recovery_code(p_person bigint, p_digest bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	UPDATE recovery_code SET used_at = now() WHERE person_id = p_person AND digest = p_digest AND used_at IS NULL;
	RETURN FOUND;
END
$$;

-- Mail to a person about the own account.
CREATE FUNCTION queue_account_notice(p_kind text, p_person bigint, p_link bigint, p_expires timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	INSERT INTO outbox (kind, recipient_person_id, address, language, dedupe_key, parameters, expires_at)
	SELECT p_kind, p.id, p.email, p.language, 'account:' || p_kind || ':' || p.id || ':' || coalesce(p_link::text, now()::text),
		CASE WHEN p_link IS NULL THEN '{}' ELSE jsonb_build_object('link_id', p_link::text) END, p_expires
	FROM person p WHERE p.id = p_person AND p.email IS NOT NULL
	ON CONFLICT ON CONSTRAINT outbox_dedupe_key_unique DO NOTHING
$$;

-- Whoever has the user name, or alone has the address, and no more than three mails an hour.
CREATE FUNCTION request_password_reset(p_who text, p_nonce bytea, p_digest bytea, p_minutes int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	found_person bigint;
	link account_link;
BEGIN
	SELECT min(id) INTO found_person FROM person WHERE username = lower(p_who);
	IF found_person IS NULL THEN
		SELECT min(id) INTO found_person FROM person WHERE lower(email) = lower(p_who) HAVING count(*) = 1;
	END IF;
	INSERT INTO account_link (person_id, purpose, nonce, digest, expires_at)
	SELECT id, 'password_reset', p_nonce, p_digest, now() + make_interval(mins => p_minutes)
	FROM person
	WHERE id = found_person AND email IS NOT NULL AND disabled_at IS NULL
		AND (SELECT count(*) FROM account_link l WHERE l.person_id = found_person AND l.created_at > now() - interval '1 hour') < 3
	RETURNING * INTO link;
	IF link.id IS NOT NULL THEN
		PERFORM queue_account_notice('password_reset', link.person_id, link.id, link.expires_at);
	END IF;
END
$$;

-- No row when the link is used, too old or never was, or its person is disabled.
CREATE FUNCTION account_link_read(p_digest bytea)
RETURNS TABLE (person_id bigint, purpose text, username text, name text, email text, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	SELECT p.id, l.purpose, p.username, p.name, p.email, l.expires_at
	FROM account_link l JOIN person p ON p.id = l.person_id
	WHERE l.digest = p_digest AND l.used_at IS NULL AND l.expires_at > now() AND p.disabled_at IS NULL
$$;

-- A new password ends every session but the one given, makes older links useless and forgets old mistakes.
CREATE FUNCTION change_password(p_person bigint, p_hash text, p_name bytea, p_kept_session bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	UPDATE person SET password_hash = p_hash WHERE id = p_person;
	DELETE FROM session WHERE person_id = p_person AND digest IS DISTINCT FROM p_kept_session;
	UPDATE account_link SET used_at = now() WHERE person_id = p_person AND used_at IS NULL;
	UPDATE sign_in_client SET failures = 0, blocked_until = NULL WHERE name_digest = p_name;
$$;

CREATE FUNCTION account_link_use(p_digest bytea, p_hash text, p_name bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	used account_link;
BEGIN
	UPDATE account_link l SET used_at = now() FROM person p
	WHERE l.digest = p_digest AND l.used_at IS NULL AND l.expires_at > now() AND p.id = l.person_id AND p.disabled_at IS NULL
	RETURNING l.* INTO used;
	IF used.id IS NULL THEN
		RETURN false;
	END IF;
	PERFORM change_password(used.person_id, p_hash, p_name, NULL);
	IF used.purpose = 'password_reset' THEN
		PERFORM queue_account_notice('password_changed', used.person_id, NULL, NULL);
	END IF;
	RETURN true;
END
$$;

-- What the person of a session proves to be there with.
CREATE FUNCTION my_account()
RETURNS TABLE (username text, name text, email text, password_hash text, sealed_secret bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	SELECT p.username, p.name, p.email, p.password_hash, f.sealed_secret
	FROM person p LEFT JOIN second_factor f ON f.person_id = p.id AND f.enrolled_at IS NOT NULL
	WHERE p.id = acting_person() AND p.disabled_at IS NULL
$$;

CREATE FUNCTION change_my_password(p_hash text, p_name bytea, p_kept_session bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	SELECT change_password(acting_person(), p_hash, p_name, p_kept_session);
	SELECT queue_account_notice('password_changed', acting_person(), NULL, NULL);
$$;

-- The codes of a second factor go with it.
CREATE FUNCTION remove_my_second_factor() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	DELETE FROM recovery_code WHERE person_id = acting_person();
	DELETE FROM second_factor WHERE person_id = acting_person();
	SELECT queue_account_notice('second_factor_removed', acting_person(), NULL, NULL);
$$;

DROP FUNCTION own_account(bigint);

REVOKE ALL ON FUNCTION queue_account_notice(text, bigint, bigint, timestamptz), change_password(bigint, text, bytea, bytea)
	FROM PUBLIC;
REVOKE ALL ON FUNCTION sign_in_account(text, bytea, bytea, bytea), sign_in_failed(bytea, bytea),
	sign_in_succeeded(bytea, bytea, bytea), take_totp_step(bigint, bigint), take_recovery_code(bigint, bytea),
	request_password_reset(text, bytea, bytea, int), account_link_read(bytea), account_link_use(bytea, text, bytea),
	my_account(), change_my_password(text, bytea, bytea), remove_my_second_factor() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sign_in_account(text, bytea, bytea, bytea), sign_in_failed(bytea, bytea),
	sign_in_succeeded(bytea, bytea, bytea), take_totp_step(bigint, bigint), take_recovery_code(bigint, bytea),
	request_password_reset(text, bytea, bytea, int), account_link_read(bytea), account_link_use(bytea, text, bytea),
	my_account(), change_my_password(text, bytea, bytea), remove_my_second_factor()
	TO samavvik_service;
