-- name: try_lock
-- Held to the end of the transaction: on several instances a timed job runs on one at a time.
-- $1 name of the job
SELECT pg_try_advisory_xact_lock(hashtext('samavvik.jobs'), hashtext($1)) AS mine

-- name: index_cases
-- Makes new cases findable by their words; column 0 says how many.
SELECT index_cases(200)

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

-- name: purge_drafts
-- What was filed, what nobody has written in for so many days, and what belongs to somebody who cannot sign in any more.
-- $1 days
DELETE FROM draft d WHERE d.updated_at < now() - make_interval(days => $1::int) OR draft_filed(d.person_id, d.id)
	OR EXISTS (SELECT 1 FROM person p WHERE p.id = d.person_id AND p.disabled_at IS NOT NULL)

-- name: purge_spent_puzzles
-- Puzzles that have ended are refused for that.
DELETE FROM spent_puzzle WHERE expires_at < now()

-- name: purge_receipt_repeats
DELETE FROM receipt_repeat WHERE created_at < now() - interval '1 day'

-- name: forget_rejected_reports
-- Both the secretariat and whoever sent it were told the day; until then it could still be confirmed.
DELETE FROM held_report WHERE status = 'rejected' AND decided_at < now() - interval '90 days'

-- name: forget_receipt_addresses
-- Where mail to someone without an account went is not kept when it has gone.
UPDATE outbox SET address = '' WHERE kind = 'receipt_news' AND address <> '' AND (sent_at IS NOT NULL OR failed_at IS NOT NULL)

-- name: purge_subscriptions
-- Ended ones, which could be taken up again for half a year.
DELETE FROM subscription WHERE ended_at < now() - interval '180 days'

-- name: purge_refused_addresses
-- Marks of addresses that nobody has any more.
DELETE FROM refused_address r WHERE r.refused_at < now() - interval '30 days'
	AND NOT EXISTS (SELECT 1 FROM person p WHERE p.email IS NOT NULL AND p.disabled_at IS NULL AND address_digest(p.email) = r.digest)
