-- name: try_lock
-- Held to the end of the transaction: on several instances a timed job runs on one at a time.
-- $1 name of the job
SELECT pg_try_advisory_xact_lock(hashtext('samavvik.jobs'), hashtext($1)) AS mine

-- name: purge_sessions
DELETE FROM session WHERE expires_at < now()

-- name: purge_sign_in_clients
-- What sign_in_account would not look at any more.
DELETE FROM sign_in_client
WHERE coalesce(succeeded_at, '-infinity') < now() - interval '180 days' AND coalesce(failed_at, '-infinity') < now() - interval '1 day'

-- name: purge_account_links
DELETE FROM account_link WHERE expires_at < now() - interval '7 days'

-- name: purge_idempotency
-- A client that repeats a request does so within a day.
DELETE FROM idempotency WHERE created_at < now() - interval '1 day'
