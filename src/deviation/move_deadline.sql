-- name: move_deadline
-- By who leads the council.
-- $1 id of the case
-- $2 receipt, answer or closing
-- $3 when it is due then
-- $4 reason, for everybody to read
-- $5 warnings of the guard that were confirmed, as JSON, or null
SELECT move_deadline($1::bigint, $2, $3::timestamptz, $4, $5::jsonb)
