-- name: tell_councils
-- Makes mail of new cases whose councils are not told yet. How many there were.
-- $1 how many at most
SELECT tell_councils($1::int)

-- name: outbox_claim
-- Takes the messages that have waited longest; a claim that lapsed (its worker died) is taken again. SKIP LOCKED: two
-- workers never wait for each other. The list is materialised because a join could run the LIMIT more than once. What is
-- joined on is worked out before: a policy lets no index answer for an expression that could tell of rows, so each claim read every case.
-- $1 who claims
-- $2 milliseconds the claim holds
-- $3 how many at most
-- $4 true: only messages that were never tried
WITH due AS MATERIALIZED (
	SELECT id FROM outbox
	WHERE sent_at IS NULL AND failed_at IS NULL AND not_before <= now()
		AND (claimed_until IS NULL OR claimed_until < now())
		AND (attempts = 0 OR NOT $4::boolean)
	ORDER BY not_before, id
	LIMIT $3::int
	FOR UPDATE SKIP LOCKED
), claimed AS (
	UPDATE outbox o
	SET claimed_by = $1, claimed_until = now() + $2::bigint * interval '1 millisecond'
	FROM due WHERE o.id = due.id
	RETURNING o.id, o.kind, o.address, o.language, o.attempts, o.created_at, o.not_before, o.parameters, o.helsefellesskap_id,
		(o.parameters ->> 'deviation_id')::bigint AS deviation, (o.parameters ->> 'link_id')::bigint AS link, address_digest(o.address) AS digest
)
SELECT c.id, c.kind, c.address, c.language, c.attempts,
	(extract(epoch FROM c.created_at) * 1000000)::bigint AS created_us,
	coalesce(c.parameters ->> 'number', d.number) AS number, c.parameters ->> 'council' AS council,
	c.parameters ->> 'deviation_id' AS deviation_id, h.name AS helsefellesskap,
	c.parameters ->> 'date' AS date,
	l.nonce AS link_nonce, r.digest IS NOT NULL AS marked, c.parameters ->> 'note_id' AS note_id,
	(SELECT string_agg(concat(one ->> 'number', ' ', one ->> 'id'), E'\n' ORDER BY one ->> 'number')
		FROM jsonb_array_elements(c.parameters -> 'cases') one) AS cases
FROM claimed c
LEFT JOIN helsefellesskap h ON h.id = c.helsefellesskap_id
LEFT JOIN account_link l ON l.id = c.link AND l.used_at IS NULL AND l.expires_at > now()
LEFT JOIN deviation d ON d.id = c.deviation
LEFT JOIN refused_address r ON r.digest = c.digest
ORDER BY c.not_before, c.id

-- name: outbox_sent
-- Whoever holds the claim now: the message has gone out.
-- $1 ids
UPDATE outbox
SET sent_at = now(), attempts = attempts + 1, claimed_by = NULL, claimed_until = NULL, last_code = NULL, last_status = NULL,
	last_reason = 'ok'
WHERE id = ANY ($1::bigint[]) AND sent_at IS NULL AND failed_at IS NULL

-- name: outbox_later
-- Waits before the next attempt, or is given up when its time is over. True: given up.
-- $1 id
-- $2 who claimed
-- $3 1 when this counts as an attempt, 0 when there was no relay
-- $4 milliseconds to wait
-- $5 hours after which a message is given up
-- $6 SMTP code, or null
-- $7 reason
-- $8 status (RFC 3463), or null
UPDATE outbox
SET attempts = attempts + $3::int,
	not_before = now() + $4::bigint * interval '1 millisecond',
	claimed_by = NULL, claimed_until = NULL, last_code = $6::int, last_status = $8,
	failed_at = CASE WHEN now() >= least(expires_at, coalesce(time_from, created_at) + $5::int * interval '1 hour') THEN now() END,
	last_reason = CASE WHEN now() >= least(expires_at, coalesce(time_from, created_at) + $5::int * interval '1 hour') THEN 'expired' ELSE $7 END
WHERE id = $1::bigint AND claimed_by = $2 AND sent_at IS NULL AND failed_at IS NULL
RETURNING failed_at IS NOT NULL AS given_up

-- name: outbox_refused
-- Given up. When it was the recipient that was refused, the address is marked: it is not tried again until it is changed, or
-- somebody says so.
-- $1 id
-- $2 who claimed
-- $3 SMTP code, or null
-- $4 reason
-- $5 status (RFC 3463), or null
WITH refused AS (
	UPDATE outbox
	SET failed_at = now(), attempts = attempts + ($4 <> 'marked')::int, claimed_by = NULL, claimed_until = NULL,
		last_code = $3::int, last_reason = $4, last_status = $5
	WHERE id = $1::bigint AND claimed_by = $2 AND sent_at IS NULL AND failed_at IS NULL
	RETURNING address, recipient_person_id
)
INSERT INTO refused_address (digest, code, status)
SELECT address_digest(address), $3::int, $5 FROM refused WHERE $4 = 'recipient' AND recipient_person_id IS NOT NULL
ON CONFLICT ON CONSTRAINT refused_address_pk DO UPDATE SET code = excluded.code, status = excluded.status, refused_at = now()

-- name: outbox_bounced
-- A message that the relay took came back (RFC 3464). Column 0: its kind; no row when there is none of this id and time, or it is
-- not out. The address is marked when it is the reason.
-- $1 id
-- $2 when it was queued, in microseconds: with the id, what its Message-ID is made of
-- $3 status (RFC 3463)
-- $4 whether the address is the reason
WITH came_back AS (
	UPDATE outbox
	SET bounced_at = now(), last_reason = 'bounced', last_status = $3
	WHERE id = $1::bigint AND (extract(epoch FROM created_at) * 1000000)::bigint = $2::bigint AND sent_at IS NOT NULL
	RETURNING kind, address, recipient_person_id
), marked AS (
	INSERT INTO refused_address (digest, status)
	SELECT address_digest(address), $3 FROM came_back WHERE $4::boolean AND recipient_person_id IS NOT NULL
	ON CONFLICT ON CONSTRAINT refused_address_pk DO UPDATE SET code = NULL, status = excluded.status, refused_at = now()
)
SELECT kind FROM came_back

-- name: outbox_release
-- Claimed and not tried: back into the line, at its old place.
-- $1 ids
-- $2 who claimed
UPDATE outbox
SET claimed_by = NULL, claimed_until = NULL
WHERE id = ANY ($1::bigint[]) AND claimed_by = $2 AND sent_at IS NULL AND failed_at IS NULL

-- name: outbox_expire
-- Gives up what nobody could even try in its time.
-- $1 hours after which a message is given up
UPDATE outbox
SET failed_at = now(), last_reason = 'expired'
WHERE sent_at IS NULL AND failed_at IS NULL AND (claimed_until IS NULL OR claimed_until < now())
	AND now() >= least(expires_at, coalesce(time_from, created_at) + $1::int * interval '1 hour')

-- name: outbox_figures
-- How much waits, how long the oldest has, and for how long mail does not flow, in milliseconds.
-- $1 milliseconds from which a message that is put off counts
SELECT waiting, longest_ms, stuck_ms FROM mail_figures($1::bigint)

-- name: outbox_page
-- A page of mail, newest first; no row for who does not look after that of the helsefellesskap.
-- $1 code of the helsefellesskap
-- $2 state, or null
-- $3 kind, or null
-- $4 days back
-- $5 part of the recipient's name, or null
-- $6 id of the last message of the page before, or null
-- $7 rows on a page
SELECT outbox_page($1, $2, $3, $4::int, $5, $6::bigint, $7::int)

-- name: outbox_counts
-- How many messages are in each state.
-- $1 code of the helsefellesskap
-- $2 days back
SELECT outbox_counts($1, $2::int)

-- name: outbox_change
-- Tries messages again, stops them, or puts them back; which were changed.
-- $1 code of the helsefellesskap
-- $2 retry, cancel or put_back
-- $3 ids
SELECT outbox_change($1, $2, $3::bigint[])

-- name: mail_state
-- What a person should know about mail.
-- $1 milliseconds after which mail that does not flow is stuck
SELECT mail_state($1::bigint)
