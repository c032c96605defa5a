-- name: summaries
-- Learning summaries of a helsefellesskap, drafts and sent, and its annual wheel.
-- $1 code of the helsefellesskap
SELECT summaries_json($1)

-- name: summary_scope
-- The next summary, or one that is there: column 0 the helsefellesskap, 1 its name, 2 how many would get it now.
-- $1 code of the helsefellesskap
-- $2 frequency
-- $3 summary, or null for the next
SELECT helsefellesskap_id, name, recipients FROM preview_digest($1, $2, $3::bigint)

-- name: digest_preview
-- What its mail would say, in the columns of digest_mail.
-- $1 code of the helsefellesskap
-- $2 frequency
-- $3 summary, or null for the next
-- $4 language
SELECT n.title, n.id, n.parties, n.category, $2::text AS frequency, p.name, to_char(now() AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD') AS date,
	NULL::bigint, NULL::bigint, false, p.helsefellesskap_id
FROM preview_digest($1, $2, $3::bigint) p
CROSS JOIN LATERAL digest_points(p.notes, p.helsefellesskap_id, $4) n
ORDER BY n.place

-- name: summary_test
-- $1 code of the helsefellesskap
-- $2 frequency
-- $3 language
SELECT send_test_digest($1, $2, $3)

-- name: summary_decide
-- $1 summary
-- $2 approve, drop or reopen
SELECT decide_digest($1::bigint, $2)

-- name: wheel_lock
-- The version of a wheel that one may change; no row otherwise.
-- $1 code of the helsefellesskap
SELECT wheel_version(h.id) FROM helsefellesskap h WHERE h.code = $1 AND h.id = ANY (acting_ids('overseen')) AND may_see_summaries(h.id)

-- name: wheel_clear
-- $1 code of the helsefellesskap
DELETE FROM annual_wheel w USING helsefellesskap h WHERE h.code = $1 AND w.helsefellesskap_id = h.id

-- name: wheel_add
-- $1 code of the helsefellesskap
-- $2 kind
-- $3 frequency, or null
-- $4 label, or null
-- $5 month, or null
-- $6 day of the month, or null
-- $7 days after the period, or null
-- $8 days ahead
-- $9 true: somebody approves it
INSERT INTO annual_wheel (helsefellesskap_id, kind, frequency, label, month, day, days_after, days_ahead, needs_approval)
SELECT h.id, $2, $3, $4, $5::int, $6::int, $7::int, $8::int, $9::boolean FROM helsefellesskap h WHERE h.code = $1
