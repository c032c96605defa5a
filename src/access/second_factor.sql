-- All of these run in the scope of the person whose second factor it is.

-- name: second_factor_json
SELECT json_build_object(
	'enrolled_at', (SELECT to_char(f.enrolled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
		FROM second_factor f WHERE f.person_id = acting_person()),
	'recovery_codes_left', (SELECT count(*) FROM recovery_code r WHERE r.person_id = acting_person() AND r.used_at IS NULL))

-- name: begin_second_factor
-- Nothing is changed (and no row comes) when there is one already.
-- $1 sealed secret
INSERT INTO second_factor AS f (person_id, sealed_secret) VALUES (acting_person(), $1::bytea)
ON CONFLICT ON CONSTRAINT second_factor_pk DO UPDATE SET sealed_secret = EXCLUDED.sealed_secret, begun_at = now(), last_step = 0
WHERE f.enrolled_at IS NULL
RETURNING person_id

-- name: begun_second_factor
SELECT sealed_secret FROM second_factor WHERE person_id = acting_person() AND enrolled_at IS NULL

-- name: enrol_second_factor
-- $1 step of the code that proved it
-- $2 keyed digests of the recovery codes, as an array
WITH enrolled AS (
	UPDATE second_factor SET enrolled_at = now(), last_step = $1::bigint
	WHERE person_id = acting_person() AND enrolled_at IS NULL AND last_step < $1::bigint
	RETURNING person_id
)
INSERT INTO recovery_code (person_id, digest)
SELECT e.person_id, d.digest FROM enrolled e CROSS JOIN unnest($2::bytea[]) AS d (digest)

-- name: clear_recovery_codes
DELETE FROM recovery_code WHERE person_id = acting_person()

-- name: replace_recovery_codes
-- $1 keyed digests, as an array
INSERT INTO recovery_code (person_id, digest)
SELECT f.person_id, d.digest FROM second_factor f CROSS JOIN unnest($1::bytea[]) AS d (digest)
WHERE f.person_id = acting_person() AND f.enrolled_at IS NOT NULL

-- name: remove_second_factor
SELECT remove_my_second_factor()
