-- name: lock_own
-- Uploads of one person begin one after the other, so that they can be counted.
SELECT pg_advisory_xact_lock(hashtext('samavvik.attachment'), hashtext(acting_person()::text))::text

-- name: lock_case
-- A case locked for writing in its dialogue: whether it is open, and whether the person is of those who write there. No row
-- when it is not theirs to change.
-- $1 id of the case
SELECT d.status <> 'closed' AND d.erased_digest IS NULL AS is_open
FROM deviation d
WHERE d.id = $1::bigint
FOR UPDATE OF d

-- name: seen_case
-- Whether a case is there for the person, if only to read.
-- $1 id of the case
SELECT 1 FROM deviation WHERE id = $1::bigint

-- name: begin
-- Begins an upload, and remembers the key. No row when there are as many as may be: in the case; or in the draft, or of the person's
-- files that belong to no draft that is kept. One that was left an hour ago is not counted, but in a draft. The draft was touched.
-- $1 id of the case, or null for a report that is being written
-- $2 name
-- $3 size in bytes
-- $4 SHA-256 in hexadecimal, or null
-- $5 findings in the name that were confirmed, as JSON, or null
-- $6 as many as may be
-- $7 idempotency key
-- $8 digest of the request, as \x hex
-- $9 operation
-- $10 id of the draft, or null
-- $11 as many as a draft may have
WITH draft_kept AS (
	UPDATE draft d SET updated_at = now() WHERE d.person_id = acting_person() AND d.id = $10
),
begun AS (
	INSERT INTO attachment (person_id, deviation_id, name, size, sha256, confirmed, draft_id)
	SELECT acting_person(), $1::bigint, $2, $3::int, decode($4, 'hex'), $5::jsonb, $10
	WHERE CASE WHEN $1::bigint IS NOT NULL THEN (SELECT count(*) FROM attachment a WHERE a.removed_at IS NULL
			AND (a.state <> 'uploading' OR a.started_at > now() - interval '1 hour') AND a.deviation_id = $1::bigint) < $6::int
		ELSE (SELECT count(*) FROM attachment a WHERE a.removed_at IS NULL AND a.added_at IS NULL
			AND a.person_id = acting_person() AND a.draft_id = $10) < $11::int
			AND (SELECT count(*) FROM attachment a WHERE a.removed_at IS NULL AND a.added_at IS NULL
			AND a.person_id = acting_person() AND a.deviation_id IS NULL AND NOT draft_lives(a.person_id, a.draft_id)
			AND (a.state <> 'uploading' OR a.started_at > now() - interval '1 hour')) < $6::int END
	RETURNING attachment
),
remembered AS (
	INSERT INTO idempotency (person_id, operation, key, request_digest, resource_id)
	SELECT acting_person(), $9, $7, $8::bytea, (attachment).id FROM begun
)
SELECT attachment_json(attachment), (attachment).id FROM begun

-- name: get
-- One attachment as the contract shows it. Column 1 is how much of it is here.
-- $1 id
SELECT attachment_json(a), a.received, a.state, a.size FROM attachment a WHERE a.id = $1::bigint

-- name: append
-- The next piece of an upload, when it begins where the last one ended and is long enough. No row otherwise.
-- $1 id
-- $2 position of its first byte
-- $3 the piece, in base64
-- $4 least length of a piece that is not the last
WITH given AS MATERIALIZED (SELECT decode($3, 'base64') AS bytes),
grown AS (
	UPDATE attachment a SET received = a.received + length(g.bytes)
	FROM given g
	WHERE a.id = $1::bigint AND a.person_id = acting_person() AND a.state = 'uploading' AND a.received = $2::int
		AND a.received + length(g.bytes) <= a.size AND length(g.bytes) > 0
		AND (length(g.bytes) >= $4::int OR a.received + length(g.bytes) = a.size)
	RETURNING attachment_json(a) AS body, a.received, g.bytes
),
stored AS (
	INSERT INTO attachment_chunk (attachment_id, position, bytes) SELECT $1::bigint, $2::int, bytes FROM grown
)
SELECT body, received FROM grown

-- name: cancel
-- Gives up an upload, or a file that is no case's yet.
-- $1 id
DELETE FROM attachment WHERE id = $1::bigint AND person_id = acting_person() AND added_at IS NULL

-- name: list_uploads
-- The files of a report that is being written, the first one first. No row when it was filed.
-- $1 id of its draft
SELECT json_build_object('items', (SELECT coalesce(json_agg(attachment_json(a) ORDER BY a.id), '[]') FROM attachment a
	WHERE a.person_id = acting_person() AND a.draft_id = $1 AND a.added_at IS NULL))
WHERE NOT draft_filed(acting_person(), $1)

-- name: purge
-- Uploads that nobody finished in a day, and files of reports that were not sent in two weeks; those of a draft go with it.
DELETE FROM attachment a WHERE a.added_at IS NULL AND a.started_at < now() - interval '1 day'
	AND (a.state = 'uploading' OR a.started_at < now() - interval '14 days') AND NOT draft_lives(a.person_id, a.draft_id)
