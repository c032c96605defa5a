-- Machine clients, for the administrators of their helsefellesskap.

-- name: token_actor
-- The machine client of a token, the ids of its scope, and what narrows it; no row when the token is not good (any more).
-- $1 SHA-256 of the token, as \x hex
SELECT person_id, language, to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	roles, councils, organisations, reporting, overseen, helsefellesskap, permissions FROM token_actor($1::bytea)

-- name: list_clients
-- All machine clients, by name. No row for who does not administer the helsefellesskap.
-- $1 code of the helsefellesskap
SELECT json_build_object('items', (SELECT coalesce(json_agg(machine_client_json(c.id, h.id) ORDER BY c.name, c.id), '[]')
	FROM (SELECT DISTINCT p.id, p.name FROM membership m JOIN person p ON p.id = m.person_id
		WHERE m.helsefellesskap_id = h.id AND p.kind = 'machine') c))
FROM helsefellesskap h WHERE h.code = $1 AND h.id = ANY (administered())

-- name: add_client
-- A machine client with its first token; its person. No row for who does not administer the helsefellesskap.
-- $1 code of the helsefellesskap
-- $2 name
-- $3 role
-- $4 organisation
-- $5 permissions, as an array
-- $6 days until the token expires
-- $7 SHA-256 of the token, as \x hex
-- $8 operation
-- $9 idempotency key
-- $10 digest of the request, as \x hex
SELECT client_token_add(h.id, NULL, $2, $3, $4::bigint, $5::text[], $6::int, $7::bytea, $8, $9, $10::bytea)
FROM helsefellesskap h WHERE h.code = $1 AND h.id = ANY (administered())

-- name: add_client_token
-- Another token of a machine client. No row when there is no such client for who asks.
-- $1 person of the client
-- $2 permissions, as an array
-- $3 days until the token expires
-- $4 SHA-256 of the token, as \x hex
-- $5 operation
-- $6 idempotency key
-- $7 digest of the request, as \x hex
SELECT client_token_add(m.helsefellesskap_id, p.id, NULL, NULL, NULL, $2::text[], $3::int, $4::bytea, $5, $6, $7::bytea)
FROM person p JOIN membership m ON m.person_id = p.id
WHERE p.id = $1::bigint AND p.kind = 'machine' AND m.helsefellesskap_id = ANY (administered())
ORDER BY m.id DESC LIMIT 1

-- name: client_created
-- A machine client and its newest token, as the contract shows them after creating one.
-- $1 person of the client
-- $2 the token, or null for a repeated request
SELECT json_build_object('client', machine_client_json(m.person_id, m.helsefellesskap_id), 'token', $2::text)
FROM membership m WHERE m.person_id = $1::bigint AND m.helsefellesskap_id = ANY (administered())
ORDER BY m.id DESC LIMIT 1

-- name: revoke_client_token
-- Ends a token; no row when there is no such token for who asks. One that has ended stays as it is.
-- $1 id of the token
UPDATE client_token SET revoked_at = coalesce(revoked_at, now()), revoked_by = coalesce(revoked_by, acting_person())
WHERE id = $1::bigint RETURNING id
