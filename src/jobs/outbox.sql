-- name: tell_councils
-- Makes mail of new cases whose councils are not told yet. How many there were.
-- $1 how many at most
SELECT tell_councils($1::int)

-- name: outbox_claim
-- Takes the messages that have waited longest; a claim that lapsed (its worker died) is taken again. SKIP LOCKED: two
-- workers never wait for each other. The list is materialised because a join could run the LIMIT more than once.
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
	RETURNING o.id, o.kind, o.address, o.language, o.attempts, o.created_at, o.not_before, o.parameters,
		o.helsefellesskap_id
)
SELECT c.id, c.kind, c.address, c.language, c.attempts,
	(extract(epoch FROM c.created_at) * 1000000)::bigint AS created_us,
	coalesce(c.parameters ->> 'number', d.number) AS number, c.parameters ->> 'council' AS council,
	c.parameters ->> 'deviation_id' AS deviation_id, c.parameters ->> 'digest_id' AS digest_id,
	h.name AS helsefellesskap,
	coalesce(c.parameters ->> 'date', to_char(g.created_at AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD')) AS date,
	l.nonce AS link_nonce
FROM claimed c
LEFT JOIN helsefellesskap h ON h.id = c.helsefellesskap_id
LEFT JOIN account_link l ON l.id = (c.parameters ->> 'link_id')::bigint AND l.used_at IS NULL AND l.expires_at > now()
LEFT JOIN digest g ON g.id = (c.parameters ->> 'digest_id')::bigint
LEFT JOIN deviation d ON d.id = (c.parameters ->> 'deviation_id')::bigint
ORDER BY c.not_before, c.id

-- name: outbox_sent
-- Whoever holds the claim now: the message has gone out.
-- $1 ids
UPDATE outbox
SET sent_at = now(), attempts = attempts + 1, claimed_by = NULL, claimed_until = NULL, last_code = NULL,
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
UPDATE outbox
SET attempts = attempts + $3::int,
	not_before = now() + $4::bigint * interval '1 millisecond',
	claimed_by = NULL, claimed_until = NULL, last_code = $6::int,
	failed_at = CASE WHEN now() >= least(expires_at, created_at + $5::int * interval '1 hour') THEN now() END,
	last_reason = CASE WHEN now() >= least(expires_at, created_at + $5::int * interval '1 hour') THEN 'expired' ELSE $7 END
WHERE id = $1::bigint AND claimed_by = $2 AND sent_at IS NULL AND failed_at IS NULL
RETURNING failed_at IS NOT NULL AS given_up

-- name: outbox_refused
-- $1 id
-- $2 who claimed
-- $3 SMTP code, or null
-- $4 reason
UPDATE outbox
SET failed_at = now(), attempts = attempts + 1, claimed_by = NULL, claimed_until = NULL, last_code = $3::int,
	last_reason = $4
WHERE id = $1::bigint AND claimed_by = $2 AND sent_at IS NULL AND failed_at IS NULL

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
	AND now() >= least(expires_at, created_at + $1::int * interval '1 hour')

-- name: outbox_figures
-- Mail is stuck when messages wait that no relay has answered for, or when those to three and more addresses are put
-- off: one full mailbox is not the relay's fault. A new case that no mail was made of yet counts as one. Figures in
-- milliseconds.
-- $1 milliseconds from which a message that is put off counts
SELECT count(*) AS waiting,
	coalesce(max(waited), 0)::bigint AS longest,
	coalesce(greatest(max(waited) FILTER (WHERE not answered),
		CASE WHEN count(DISTINCT address) FILTER (WHERE answered AND waited >= $1::bigint) >= 3
			THEN max(waited) FILTER (WHERE answered) END), 0)::bigint AS stuck
FROM (
	SELECT address, coalesce(last_reason IN ('later', 'refused'), false) AS answered,
		extract(epoch FROM now() - CASE WHEN last_reason IS NULL THEN not_before ELSE created_at END) * 1000 AS waited
	FROM outbox
	WHERE sent_at IS NULL AND failed_at IS NULL AND (last_reason IS NOT NULL OR not_before <= now())
	UNION ALL
	SELECT NULL, false, extract(epoch FROM now() - created_at) * 1000 FROM announcement
) o

-- name: digest_points
-- The points of a learning summary, in its order.
-- $1 digest
SELECT n.id, n.title
FROM digest_note d
JOIN learning_note n ON n.id = d.learning_note_id
WHERE d.digest_id = $1::bigint AND n.status = 'published'
ORDER BY d.position
LIMIT 200
