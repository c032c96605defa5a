-- name: begin
begin

-- name: commit
commit

-- name: rollback
rollback

-- name: forget_prepared
deallocate all
