-- name: scope
-- Who acts, for the row-level security policies; holds for this transaction only.
-- $1 person id
-- $2 councils, as an array of ids
-- $3 organisations of a coordinator
-- $4 organisations the person may file for
-- $5 helsefellesskap of secretariat and follow-up group
-- $6 helsefellesskap of any membership
SELECT set_config('samavvik.person', $1, true), set_config('samavvik.councils', $2, true),
	set_config('samavvik.organisations', $3, true), set_config('samavvik.reporting', $4, true),
	set_config('samavvik.overseen', $5, true), set_config('samavvik.helsefellesskap', $6, true)

-- name: job_scope
-- Workers and commands act for nobody.
SELECT set_config('samavvik.job', 'on', true)

-- name: actor
-- The person of a session and the ids of the scope; no row when the session is over.
-- $1 SHA-256 of the cookie's value, as \x hex
SELECT person_id, language, expires_at_text, roles, councils, organisations, reporting, overseen, helsefellesskap
FROM (SELECT person_id, language, to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS expires_at_text,
	roles, councils, organisations, reporting, overseen, helsefellesskap FROM session_actor($1::bytea)) a

-- name: command_actor
-- As actor, of whoever a command acts for; no row when there is no such person.
-- $1 username
SELECT person_id, language, to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), roles, councils, organisations, reporting, overseen,
	helsefellesskap
FROM command_actor($1)
