-- name: digest_helsefellesskap
-- The helsefellesskap a digest can be made for, and whether somebody approves those of a frequency first.
-- $1 code, or null for all
-- $2 frequency
SELECT h.id, h.code, EXISTS (SELECT 1 FROM annual_wheel w WHERE w.helsefellesskap_id = h.id AND w.frequency = $2 AND w.needs_approval)
FROM helsefellesskap h WHERE $1::text IS NULL OR h.code = $1 ORDER BY h.id

-- name: digest_work
-- What is to be done with learning summaries at a time: make one and send it, make a draft, send an approved one, remind of one that
-- waits. Without what turns out to be nothing: that the steps find out.
-- $1 time, or null for now
WITH time AS (SELECT coalesce($1::timestamptz, now()) AS at),
turned AS (
	SELECT w.helsefellesskap_id, w.frequency, w.needs_approval, wheel_moment(w, t.at, 0) AS last, wheel_moment(w, t.at, 1) AS next,
		t.at, w.days_ahead * interval '1 day' AS ahead
	FROM annual_wheel w, time t WHERE w.kind = 'digest'
),
planned AS (
	SELECT helsefellesskap_id, frequency, needs_approval, CASE WHEN needs_approval AND at >= next - ahead THEN next ELSE last END AS planned, at
	FROM turned
	-- A draft that no instance could make ahead is made up to two days late.
	WHERE NOT needs_approval OR at >= next - ahead OR at < last + interval '2 days'
)
SELECT CASE WHEN p.needs_approval THEN 'draft' ELSE 'make' END AS task, p.helsefellesskap_id, p.frequency, p.planned,
	least(p.planned, p.at) AS until, NULL::bigint AS digest
FROM planned p
WHERE NOT EXISTS (SELECT 1 FROM digest d WHERE d.helsefellesskap_id = p.helsefellesskap_id AND d.frequency = p.frequency
	AND d.planned_at >= p.planned)
	AND EXISTS (SELECT 1 FROM subscription s WHERE s.helsefellesskap_id = p.helsefellesskap_id AND s.frequency = p.frequency AND s.ended_at IS NULL)
UNION ALL
SELECT CASE WHEN d.status = 'draft' THEN 'remind' ELSE 'send' END, d.helsefellesskap_id, d.frequency, d.planned_at, d.until, d.id
FROM digest d, time t WHERE d.status IN ('draft', 'approved') AND d.planned_at <= t.at
ORDER BY 2, 4

-- name: digest_prepare
-- $1 helsefellesskap
-- $2 frequency
-- $3 when it is to go
-- $4 points published before this
-- $5 true: a draft that somebody approves
SELECT prepare_digest($1::bigint, $2, coalesce($3::timestamptz, now()), coalesce($4::timestamptz, now()), $5::boolean)

-- name: digest_send
-- Column 0: how many recipients, column 1: how many points.
-- $1 digest
-- $2 time, or null for now
-- $3 first hour of the day mail may go, or null
-- $4 last
SELECT send_digest($1::bigint, coalesce($2::timestamptz, now()), $3::int, $4::int),
	(SELECT count(*) FROM digest_note WHERE digest_id = $1::bigint)

-- name: digest_remind
-- Tells those who approve, once, that the day has come and the summary still waits for them.
-- $1 digest
SELECT remind_of_digest($1::bigint)

-- name: digest_size
-- $1 digest
SELECT count(*) FROM digest_note WHERE digest_id = $1::bigint

-- name: wheel_remind
-- Tells those who approve of what comes besides summaries. How many messages.
-- $1 time, or null for now
SELECT remind_of_wheel(coalesce($1::timestamptz, now()))

-- name: digest_mail
-- What a mail of a learning summary says, a row a point. The points are those written down for its recipient; of a test, those it names.
-- $1 message of the outbox
WITH mail AS MATERIALIZED (
	SELECT created_at, recipient_person_id, helsefellesskap_id, language, parameters, (parameters ->> 'digest_id')::bigint AS digest_id,
		(parameters ->> 'subscription_id')::bigint AS subscription_id
	FROM outbox WHERE id = $1::bigint
)
SELECT n.title, n.id, n.parties, n.category, coalesce(g.frequency, o.parameters ->> 'frequency') AS frequency, h.name,
	to_char(o.created_at AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD') AS date, o.recipient_person_id, o.parameters ->> 'subscription_id' AS subscription,
	o.parameters ? 'notes' AS test, h.id AS helsefellesskap
FROM mail o
JOIN helsefellesskap h ON h.id = o.helsefellesskap_id
LEFT JOIN digest g ON g.id = o.digest_id
LEFT JOIN digest_recipient r ON r.digest_id = o.digest_id AND r.subscription_id = o.subscription_id
CROSS JOIN LATERAL digest_points(coalesce(r.notes, ARRAY(SELECT jsonb_array_elements_text(o.parameters -> 'notes')::bigint)), h.id, o.language) n
WHERE NOT EXISTS (SELECT 1 FROM subscription s WHERE s.id = o.subscription_id AND s.ended_at IS NOT NULL)
ORDER BY n.place

-- name: digest_months
-- How many points were published in each of the last twelve months.
-- $1 helsefellesskap
-- $2 day
SELECT extract(month FROM m.month)::int, count(n.id)
FROM generate_series(date_trunc('month', $2::timestamp) - interval '11 months', date_trunc('month', $2::timestamp), interval '1 month') AS m (month)
LEFT JOIN learning_note n ON n.helsefellesskap_id = $1::bigint AND n.status = 'published'
	AND n.published_at >= m.month AT TIME ZONE 'Europe/Oslo' AND n.published_at < (m.month + interval '1 month') AT TIME ZONE 'Europe/Oslo'
GROUP BY m.month ORDER BY m.month
