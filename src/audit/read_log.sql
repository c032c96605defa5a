-- name: read_log
-- A page of the read log, for the data protection officer; the search is noted in it. Column 1 is the next cursor.
-- $1 number of a case or null
-- $2 part of a person's name or null
-- $3 first day or null
-- $4 last day or null
-- $5 id to continue below or null
-- $6 rows on a page
SELECT page, next_cursor FROM read_log_page($1, $2, $3::date, $4::date, $5::bigint, $6::int)

-- name: readers
-- Everyone who has seen a case; null when it is not there for the person.
-- $1 id of the case
SELECT case_readers($1::bigint)
