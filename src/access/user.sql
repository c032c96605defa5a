-- `samavvik user`: runs as the owner of the schema, so no policy is asked.

-- name: user_add
-- $1 user name
-- $2 name
-- $3 e-mail address, or null
-- $4 language
INSERT INTO person (username, name, email, language) VALUES (lower($1), $2, $3, $4)

-- name: user_list
-- $1 user name, or null for all
SELECT json_build_object('username', username, 'name', name, 'email', email, 'state', state, 'second_factor', second_factor,
		'sessions', sessions)::text AS json,
	format('%s  %s  %s  %s%s, %s', rpad(username, 24), rpad(name, 28), rpad(coalesce(email, '-'), 32), state,
		CASE WHEN second_factor THEN ', second factor' ELSE '' END,
		CASE sessions WHEN 0 THEN 'not signed in' WHEN 1 THEN '1 session' ELSE sessions || ' sessions' END) AS line
FROM (SELECT p.username, p.name, p.email,
		CASE WHEN p.disabled_at IS NOT NULL THEN 'disabled' WHEN p.password_hash IS NULL THEN 'no password' ELSE 'active' END AS state,
		EXISTS (SELECT 1 FROM second_factor f WHERE f.person_id = p.id AND f.enrolled_at IS NOT NULL) AS second_factor,
		(SELECT count(*) FROM session s WHERE s.person_id = p.id AND s.expires_at > now()
			AND s.used_at > now() - make_interval(mins => s.idle_minutes)) AS sessions
	FROM person p WHERE p.kind = 'person' AND ($1::text IS NULL OR p.username = lower($1))) u
ORDER BY username

-- name: user_sessions
-- $1 user name
SELECT json_build_object('id', s.id::text, 'method', s.method, 'agent', s.agent, 'created_at', s.created_at, 'used_at', s.used_at,
		'expires_at', s.expires_at)::text AS json,
	format('%s  %s  %s  last used %s', s.id, rpad(s.method, 14), rpad(coalesce(nullif(s.agent, ''), '-'), 28),
		to_char(s.used_at, 'YYYY-MM-DD HH24:MI')) AS line
FROM session s JOIN person p ON p.id = s.person_id
WHERE p.username = lower($1) AND s.expires_at > now()
ORDER BY s.used_at DESC

-- name: user_end_sessions
-- $1 user name
DELETE FROM session USING person p WHERE p.id = session.person_id AND p.username = lower($1)

-- name: user_disable
-- The sessions and links of the person end at once.
-- $1 user name
WITH disabled AS (UPDATE person SET disabled_at = coalesce(disabled_at, now()) WHERE username = lower($1) RETURNING id),
	ended AS (DELETE FROM session USING disabled d WHERE session.person_id = d.id),
	spent AS (UPDATE account_link SET used_at = now() FROM disabled d WHERE account_link.person_id = d.id AND used_at IS NULL)
SELECT id FROM disabled

-- name: user_enable
-- $1 user name
UPDATE person SET disabled_at = NULL WHERE username = lower($1) RETURNING id

-- name: user_remove_second_factor
-- $1 user name
WITH owner AS (SELECT id FROM person WHERE username = lower($1)),
	codes AS (DELETE FROM recovery_code USING owner o WHERE recovery_code.person_id = o.id)
DELETE FROM second_factor USING owner o WHERE second_factor.person_id = o.id

-- name: user_add_link
-- No row when there is no such person, or a disabled one, or it is a machine client.
-- $1 user name
-- $2 invitation or password_reset
-- $3 nonce
-- $4 digest of the link
-- $5 minutes it can be used
INSERT INTO account_link (person_id, purpose, nonce, digest, expires_at)
SELECT id, $2, $3::bytea, $4::bytea, now() + make_interval(mins => $5::int) FROM person
WHERE username = lower($1) AND disabled_at IS NULL AND kind = 'person'
RETURNING id, person_id, expires_at, (SELECT email FROM person WHERE username = lower($1)) AS email

-- name: user_mail_link
-- $1 invitation or password_reset
-- $2 person id
-- $3 link id
-- $4 when the link ends
SELECT queue_account_notice($1, $2::bigint, $3::bigint, $4::timestamptz)
