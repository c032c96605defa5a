-- name: remembered
-- What a repeated create made the first time.
-- $1 operation
-- $2 idempotency key
-- $3 digest of the request, as \x hex
SELECT resource_id, request_digest = $3::bytea AS same_request FROM idempotency
WHERE person_id = acting_person() AND operation = $1 AND key = $2
