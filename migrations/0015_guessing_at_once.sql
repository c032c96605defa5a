-- Many guesses at the same moment count like one after the other: once a wait has begun, one try goes at a time. And a day, not
-- an hour, without mistakes forgets them; whoever guesses for a living would wait the hour.

CREATE OR REPLACE FUNCTION sign_in_account(p_username text, p_name bytea, p_device bytea, p_address bytea)
RETURNS TABLE (person_id bigint, password_hash text, sealed_secret bytea, client bytea, wait_seconds int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	counted bytea := p_address;
	blocked timestamptz;
BEGIN
	IF EXISTS (SELECT 1 FROM sign_in_client s
		WHERE s.name_digest = p_name AND s.client_digest = p_device AND s.succeeded_at > now() - interval '180 days') THEN
		counted := p_device;
	END IF;
	-- The try that may go now keeps the others out until it is decided, or ten seconds.
	UPDATE sign_in_client s SET blocked_until = now() + interval '10 seconds'
	WHERE s.name_digest = p_name AND s.client_digest = counted AND s.failures >= 10
		AND s.failed_at > now() - interval '1 day' AND (s.blocked_until IS NULL OR s.blocked_until <= now());
	IF NOT FOUND THEN
		SELECT s.blocked_until INTO blocked FROM sign_in_client s WHERE s.name_digest = p_name AND s.client_digest = counted;
	END IF;
	RETURN QUERY
	SELECT p.id, p.password_hash, f.sealed_secret, counted,
		greatest(0, ceil(extract(epoch FROM coalesce(blocked - now(), interval '0'))))::int
	FROM (SELECT 1) one
	LEFT JOIN person p ON p.username = lower(p_username) AND p.disabled_at IS NULL
	LEFT JOIN second_factor f ON f.person_id = p.id AND f.enrolled_at IS NOT NULL;
END
$$;

CREATE OR REPLACE FUNCTION sign_in_failed(p_name bytea, p_client bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	so_far int;
BEGIN
	INSERT INTO sign_in_client AS c (name_digest, client_digest, failures, failed_at) VALUES (p_name, p_client, 1, now())
	ON CONFLICT ON CONSTRAINT sign_in_client_pk DO UPDATE
	SET failures = CASE WHEN c.failed_at > now() - interval '1 day' THEN c.failures + 1 ELSE 1 END, failed_at = now()
	RETURNING failures INTO so_far;
	UPDATE sign_in_client SET blocked_until = now() + least(2 ^ least(so_far - 9, 20), 900) * interval '1 second'
	WHERE name_digest = p_name AND client_digest = p_client AND so_far >= 10;
END
$$;

-- The password was right and the code is missing: neither a mistake nor a success, and the code may come at once.
CREATE FUNCTION sign_in_undecided(p_name bytea, p_client bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ UPDATE sign_in_client SET blocked_until = NULL WHERE name_digest = p_name AND client_digest = p_client AND blocked_until IS NOT NULL $$;

REVOKE ALL ON FUNCTION sign_in_undecided(bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sign_in_undecided(bytea, bytea) TO samavvik_service;
