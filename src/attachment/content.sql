-- name: lock_upload
-- An upload of the person's own that is to be finished, locked. No row when there is none.
-- $1 id
SELECT a.state, a.name, a.size, a.received, encode(a.sha256, 'hex') AS sha256, a.deviation_id
FROM attachment a
WHERE a.id = $1::bigint AND a.person_id = acting_person() AND a.added_at IS NULL
FOR UPDATE OF a

-- name: piece
-- The bytes of a file from a place on, in base64, to the end of the chunk they stand in at most.
-- $1 id
-- $2 place
-- $3 most bytes
SELECT encode(substr(c.bytes, $2::int - c.position + 1, $3::int), 'base64')
FROM attachment_chunk c
WHERE c.attachment_id = $1::bigint AND NOT c.rewritten AND c.position <= $2::int
ORDER BY c.position DESC LIMIT 1

-- name: rewrite
-- A piece of an image without its metadata.
-- $1 id
-- $2 position of its first byte
-- $3 the piece, in base64
INSERT INTO attachment_chunk (attachment_id, rewritten, position, bytes) VALUES ($1::bigint, true, $2::int, decode($3, 'base64'))

-- name: drop_original
-- The image as it came.
-- $1 id
DELETE FROM attachment_chunk WHERE attachment_id = $1::bigint AND NOT rewritten

-- name: keep_rewritten
-- The image without its metadata takes the place of the one that came.
-- $1 id
UPDATE attachment_chunk SET rewritten = false WHERE attachment_id = $1::bigint AND rewritten

-- name: finish
-- The upload is whole and has been looked into. For a case it is the case's from now on, when that has not as many as may be: no
-- row otherwise.
-- $1 id
-- $2 state
-- $3 name
-- $4 type
-- $5 size
-- $6 SHA-256 in hexadecimal
-- $7 as many as a case may have
UPDATE attachment a SET state = $2, name = $3, type = $4, size = $5::int, received = $5::int, sha256 = decode($6, 'hex'),
	finished_at = now(), added_at = CASE WHEN a.deviation_id IS NOT NULL THEN now() END
WHERE a.id = $1::bigint AND (a.deviation_id IS NULL OR (SELECT count(*) FROM attachment o
	WHERE o.deviation_id = a.deviation_id AND o.added_at IS NOT NULL AND o.removed_at IS NULL) < $7::int)
RETURNING a.deviation_id

-- name: enter_added
-- The history of the case tells of a file; the other sides are told once a day, however many files there are.
-- $1 id
WITH changed AS (
	UPDATE deviation d SET last_event = last_event + 1 FROM attachment a WHERE a.id = $1::bigint AND d.id = a.deviation_id
	RETURNING d.id, d.number, d.helsefellesskap_id, d.council_id, d.reporter_person_id, d.last_event
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	SELECT c.id, c.last_event, 'attachment_added', acting_person(), attachment_detail(a)
	FROM changed c, attachment a WHERE a.id = $1::bigint
)
SELECT queue_reporter_notice('case_message', c.id, n.once)
	+ CASE WHEN c.council_id = ANY (acting_ids('councils')) THEN 0 ELSE queue_council_notices('case_message', c.id, c.number,
		c.helsefellesskap_id, ARRAY[c.council_id], n.once, acting_person()) END
	+ queue_party_notices('case_message', c.id, n.once)
FROM changed c, LATERAL (SELECT 'attachment:' || c.id || ':' || acting_person() || ':' || current_date AS once) n

-- name: attach
-- Files that were uploaded while a report was written become its case's. How many did: fewer than asked when one is not there,
-- not whole, or another case's.
-- $1 id of the case
-- $2 ids of the files, as an array
WITH attached AS (
	UPDATE attachment a SET deviation_id = $1::bigint, added_at = now()
	WHERE a.id = ANY ($2::bigint[]) AND a.person_id = acting_person() AND a.deviation_id IS NULL
		AND a.state IN ('scanning', 'clean', 'unscanned')
	RETURNING a.id, attachment_detail(a) AS detail
),
counted AS (SELECT count(*)::int AS attached FROM attached),
changed AS (
	UPDATE deviation d SET last_event = d.last_event + c.attached FROM counted c WHERE d.id = $1::bigint RETURNING d.last_event
),
entered AS (
	INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
	SELECT $1::bigint, c.last_event - n.attached + row_number() OVER (ORDER BY a.id), 'attachment_added', acting_person(), a.detail
	FROM attached a, changed c, counted n ORDER BY a.id
)
SELECT attached FROM counted

-- name: list
-- The attachments of a case, and whether the person may add one. No row when the case is not to be seen.
-- $1 id of the case
-- $2 as many as may be
-- $3 most bytes of each
-- $4 endings of the types that are taken, as a JSON list
-- $5 whether files are scanned
SELECT json_build_object('items', (SELECT coalesce(json_agg(attachment_json(a) ORDER BY a.id), '[]') FROM attachment a
		WHERE a.deviation_id = d.id AND a.added_at IS NOT NULL),
	'may_add', d.status <> 'closed' AND d.erased_digest IS NULL AND (d.council_id = ANY (acting_ids('councils'))
		OR d.reporter_person_id = acting_person() OR d.reporter_organisation_id = ANY (acting_ids('organisations'))
		OR d.other_organisation_id = ANY (acting_ids('organisations')) OR (d.reporter_person_id = ANY (followed())
			AND follows(d.reporter_person_id, d.reporter_organisation_id, d.helsefellesskap_id, d.closed_at))),
	'most', $2::int, 'max_bytes', $3::int, 'endings', $4::json, 'scanned', $5::boolean)
FROM deviation d
WHERE d.id = $1::bigint

-- name: open
-- A file that is to be sent out; of a case, the look is noted. Column 2: whether it may be.
-- $1 id
-- $2 whether files are scanned, so that one that was not has to wait
SELECT a.name, a.size, (a.state = 'clean' OR (a.state = 'unscanned' AND NOT $2::boolean)) AS ready,
	CASE WHEN a.added_at IS NOT NULL AND (a.state = 'clean' OR (a.state = 'unscanned' AND NOT $2::boolean))
		THEN note_read(a.deviation_id, 'attachment', jsonb_build_object('attachment_id', a.id)) END
FROM attachment a
WHERE a.id = $1::bigint AND a.state <> 'uploading' AND a.removed_at IS NULL

-- name: may_remove
-- Whether the person may remove an attachment of a case, and whether it is gone already. No row when it is not to be seen.
-- $1 id
SELECT (attachment_json(a) ->> 'may_remove')::boolean AS may_remove, a.removed_at IS NOT NULL AS is_removed
FROM attachment a
WHERE a.id = $1::bigint AND a.added_at IS NOT NULL

-- name: remove
-- Destroys what an attachment holds; that it was there, and who removed it and why, stays.
-- $1 id
-- $2 reason
WITH destroyed AS (
	DELETE FROM attachment_chunk WHERE attachment_id = $1::bigint RETURNING 1
),
removed AS (
	UPDATE attachment SET state = 'removed', name = NULL, sha256 = NULL, salt = NULL, removed_at = now(), removed_by = acting_person(),
		removed_reason = $2
	WHERE id = $1::bigint AND removed_at IS NULL AND (SELECT count(*) FROM destroyed) >= 0
	RETURNING id, deviation_id
),
changed AS (
	UPDATE deviation d SET last_event = last_event + 1 FROM removed r WHERE d.id = r.deviation_id RETURNING d.id, d.last_event, r.id AS attachment_id
)
INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
SELECT id, last_event, 'attachment_removed', acting_person(), jsonb_build_object('attachment_id', attachment_id, 'reason', $2::text)
FROM changed

-- name: claim_scan
-- The file that has waited longest for the scanner and that no instance has in hand; also one from before there was a scanner.
UPDATE attachment SET scan_until = now() + interval '2 minutes'
WHERE id = (SELECT a.id FROM attachment a WHERE a.state IN ('scanning', 'unscanned') AND coalesce(a.scan_until, '-infinity') < now()
	ORDER BY a.id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, size

-- name: release_scan
-- The scanner could not say.
-- $1 id
UPDATE attachment SET scan_until = NULL WHERE id = $1::bigint

-- name: scanned_clean
-- From now on it can be fetched.
-- $1 id
UPDATE attachment SET state = 'clean', scan_until = NULL WHERE id = $1::bigint AND state IN ('scanning', 'unscanned')

-- name: scanned_infected
-- Destroys it; the case's history tells.
-- $1 id
WITH found AS (
	UPDATE attachment SET state = 'infected', name = NULL, sha256 = NULL, salt = NULL, removed_at = now(), removed_reason = 'infected',
		scan_until = NULL
	WHERE id = $1::bigint AND state IN ('scanning', 'unscanned')
	RETURNING id, deviation_id
),
destroyed AS (
	DELETE FROM attachment_chunk c USING found f WHERE c.attachment_id = f.id
),
changed AS (
	UPDATE deviation d SET last_event = last_event + 1 FROM found f WHERE d.id = f.deviation_id RETURNING d.id, d.last_event, f.id AS attachment_id
)
INSERT INTO event (deviation_id, sequence, kind, detail)
SELECT id, last_event, 'attachment_removed', jsonb_build_object('attachment_id', attachment_id, 'reason', 'infected') FROM changed
