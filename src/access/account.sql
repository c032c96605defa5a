-- name: sign_in_account
-- One row whether or not anybody has the name: the account if there is one, what a mistake counts against, and the wait.
-- $1 user name
-- $2 keyed digest of the name
-- $3 keyed digest of the browser's cookie
-- $4 keyed digest of the address
SELECT person_id, password_hash, sealed_secret, client, wait_seconds
FROM sign_in_account($1, $2::bytea, $3::bytea, $4::bytea)

-- name: my_account
-- Runs in the scope of its person.
SELECT username, name, email FROM my_account()

-- name: sign_in_failed
-- $1 keyed digest of the name
-- $2 what the mistake counts against
SELECT sign_in_failed($1::bytea, $2::bytea)

-- name: sign_in_undecided
-- The code is missing: the next request brings it.
-- $1 keyed digest of the name
-- $2 what a mistake counts against
SELECT sign_in_undecided($1::bytea, $2::bytea)

-- name: sign_in_succeeded
-- $1 keyed digest of the name
-- $2 what mistakes were counted against
-- $3 keyed digest of the browser's cookie
SELECT sign_in_succeeded($1::bytea, $2::bytea, $3::bytea)

-- name: take_totp_step
-- False when a code of this step or a later one was taken before.
-- $1 person id
-- $2 step
SELECT take_totp_step($1::bigint, $2::bigint)

-- name: take_recovery_code
-- False when there is no such code, or it is used.
-- $1 person id
-- $2 keyed digest
SELECT take_recovery_code($1::bigint, $2::bytea)

-- name: change_my_password
-- Runs in the scope of its person.
-- $1 hash of the new password
-- $2 keyed digest of the user name
-- $3 digest of the session that stays
SELECT change_my_password($1, $2::bytea, $3::bytea)

-- name: request_password_reset
-- $1 user name or address
-- $2 nonce of the link
-- $3 digest of the link
-- $4 minutes it can be used
SELECT request_password_reset($1, $2::bytea, $3::bytea, $4::int)

-- name: account_link_read
-- $1 digest of the link
SELECT username, name, email,
	json_build_object('purpose', purpose, 'username', username, 'name', name,
		'expires_at', to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS json
FROM account_link_read($1::bytea)

-- name: account_link_use
-- $1 digest of the link
-- $2 hash of the new password
-- $3 keyed digest of the user name
SELECT account_link_use($1::bytea, $2, $3::bytea)
