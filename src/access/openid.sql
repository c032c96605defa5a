-- name: openid_begin
-- Remembers a sign-in under way.
-- $1 SHA-256 of the cookie's value, as \x hex
-- $2 issuer
-- $3 where it leads
-- $4 digest of the session that the browser has, or null
-- $5 whether that one is to be confirmed, not replaced
-- $6 digest of an invitation, or null
-- $7 minutes until it is over
SELECT openid_begin($1::bytea, $2, $3, $4::bytea, $5::boolean, $6::bytea, $7::int)

-- name: openid_take
-- A sign-in under way, once: no row for one that is over, was taken, or never was.
-- $1 SHA-256 of the cookie's value, as \x hex
SELECT issuer, return_to, session_digest, confirms, invitation_digest, extract(epoch FROM created_at)::bigint
FROM openid_take($1::bytea) WHERE digest IS NOT NULL

-- name: openid_sign_in
-- Who an issuer's word stands for.
-- $1 issuer
-- $2 subject
-- $3 digest of the national identity number, or null
-- $4 HPR number, or null
-- $5 digest of an invitation, or null
-- $6 roles the issuer may give rise to, as an array
-- $7 organisation number one acts for, or null
SELECT outcome, person_id FROM openid_sign_in($1, $2, $3::bytea, $4, $5::bytea, $6::text[], $7)

-- name: openid_session_note
-- What a session came from.
-- $1 digest of the session
-- $2 issuer
-- $3 its code
-- $4 subject
-- $5 the issuer's name for its session, or null
-- $6 the sealed ID token
-- $7 roles, as an array
-- $8 digest of the session that the browser had before, or null
SELECT openid_session_note($1::bytea, $2, $3, $4, $5, $6::bytea, $7::text[], $8::bytea)

-- name: openid_confirm
-- Whether the person of a session has proven to be there once more.
-- $1 digest of the session
-- $2 issuer
-- $3 subject
SELECT openid_confirm($1::bytea, $2, $3)

-- name: openid_session
-- What one's own session came from; runs in the scope of the person.
-- $1 digest of the session
SELECT issuer_code, sealed_token FROM openid_session WHERE session_digest = $1::bytea

-- name: openid_end
-- Ends the sessions of an issuer's session, or of a person there.
-- $1 issuer
-- $2 the issuer's name for its session, or null
-- $3 subject, or null
-- $4 when the issuer said so, seconds since 1970
SELECT openid_end($1, $2, $3, to_timestamp($4::double precision))

-- name: identify_person
-- What a person is recognised by the first time; what is not given stays. No row when there is no such person.
-- $1 user name
-- $2 digest of the national identity number, or null
-- $3 HPR number, or null
INSERT INTO person_identity AS i (person_id, identity_digest, hpr_number)
SELECT p.id, $2::bytea, $3 FROM person p WHERE p.username = lower($1) AND p.kind = 'person'
ON CONFLICT (person_id) DO UPDATE SET identity_digest = coalesce(excluded.identity_digest, i.identity_digest),
	hpr_number = coalesce(excluded.hpr_number, i.hpr_number)
RETURNING i.person_id

-- name: openid_invite
-- Invites a person to link an account. No row when there is no such person.
-- $1 user name
-- $2 SHA-256 of the invitation, as \x hex
-- $3 days until it is over
INSERT INTO openid_invitation (digest, person_id, expires_at)
SELECT $2::bytea, p.id, now() + make_interval(days => $3::int)
FROM person p WHERE p.username = lower($1) AND p.kind = 'person' AND p.disabled_at IS NULL
RETURNING person_id
