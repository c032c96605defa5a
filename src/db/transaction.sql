-- name: begin
begin

-- name: commit
commit

-- name: rollback
rollback

-- name: forget_prepared
deallocate all

-- name: flush
-- Writes to the log and commits, which waits until all that was committed before is on disk too.
select pg_logical_emit_message(true, 'samavvik', '')
