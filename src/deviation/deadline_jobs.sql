-- name: sets_in_force
-- Every set that cases may follow, as it is now: helsefellesskap, code, days ahead of a reminder, role that is told of what has passed,
-- whether the eves are free; and for giving it to cases that have none: the set as deadline_set_pick() reads it, when it is the default.
SELECT DISTINCT ON (s.helsefellesskap_id, s.code) s.helsefellesskap_id, s.code, s.reminder_days, s.escalation_role, s.eves_free,
	CASE WHEN s.is_default AND (s.valid_to IS NULL OR s.valid_to > current_date)
		THEN case_deadline_set(s.helsefellesskap_id, s.code, current_date) END
FROM deadline_set s
WHERE s.valid_from <= current_date
ORDER BY s.helsefellesskap_id, s.code, s.valid_from DESC

-- name: remind
-- $1 helsefellesskap
-- $2 code of the set
-- $3 up to when
-- $4 role that is told of what has passed, or null
SELECT remind_of_deadlines($1::bigint, $2, $3::timestamptz, $4)

-- name: give_deadlines
-- Open cases that were filed before there were deadlines get those of today, some at a time. Nothing was promised to their reporters.
-- $1 helsefellesskap
-- $2 code of the set
-- $3 receipt is due
-- $4 an answer is due
-- $5 it is to be closed
UPDATE deviation SET deadline_set = $2, receipt_due_at = $3::timestamptz, answer_due_at = coalesce(answer_due_at, $4::timestamptz),
	close_due_at = coalesce(close_due_at, $5::timestamptz)
WHERE id = ANY (ARRAY(SELECT id FROM deviation WHERE helsefellesskap_id = $1::bigint AND deadline_set IS NULL AND status <> 'closed'
	LIMIT 2000 FOR UPDATE SKIP LOCKED))
