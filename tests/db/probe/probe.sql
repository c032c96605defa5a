-- Statements of the database tests, on the table samavvik.probe that tests/db/run makes.

-- name: scope
-- $1 a word
select set_config('samavvik.probe', $1, true)

-- name: read_scope
select coalesce(current_setting('samavvik.probe', true), '')

-- name: refuse_scope
-- The scope of someone whose session is over.
do $$ begin raise exception using errcode = 'SV403', constraint = 'session_over'; end $$

-- name: add
-- $1 number
-- $2 text
insert into samavvik.probe (number, text) values ($1::int, $2) returning number

-- name: count
-- $1 number
select count(*) from samavvik.probe where number = $1::int

-- name: change
-- $1 number
-- $2 text
update samavvik.probe set text = $2 where number = $1::int

-- name: clear
delete from samavvik.probe

-- name: sleep
-- $1 seconds
select pg_sleep($1::float8)

-- name: backend
select pg_backend_pid()

-- name: session
select concat_ws(', ', current_setting('application_name'), current_setting('search_path'), current_setting('timezone'),
	split_part(current_setting('datestyle'), ',', 1), current_setting('client_encoding'),
	current_setting('statement_timeout'), current_setting('lock_timeout'),
	current_setting('idle_in_transaction_session_timeout'), current_setting('jit'),
	current_setting('transaction_isolation'))

-- name: lock
select number from samavvik.probe where number = 1 for update

-- name: forget
-- What a proxy or an administrator may do to a session.
deallocate all

-- name: list
select row_number() over (order by number), text from samavvik.probe_view

-- name: values
-- $1 text
select $1::text, null::text, 42::bigint, -7, true, false, null::boolean, ''

-- name: raise
-- $1 SQLSTATE
-- $2 constraint
select samavvik.probe_raise($1, $2)
