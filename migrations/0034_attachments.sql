-- Attachments: files of a report or of the dialogue. Uploaded in pieces that are each safe when they are acknowledged, looked into
-- when whole, scanned, and then part of the case: its history names each by a digest, so that what was attached can be proven.

CREATE TABLE attachment (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT attachment_pk PRIMARY KEY,
	person_id bigint NOT NULL CONSTRAINT attachment_person_fk REFERENCES person,
	-- Null: for a report that is still being written.
	deviation_id bigint CONSTRAINT attachment_deviation_fk REFERENCES deviation,
	state text NOT NULL DEFAULT 'uploading' CONSTRAINT attachment_state_known
		CHECK (state IN ('uploading', 'scanning', 'clean', 'unscanned', 'infected', 'removed')),
	-- Null when the content is gone: the name may have said as much.
	name text CONSTRAINT attachment_name_length CHECK (length(name) BETWEEN 1 AND 120),
	-- As announced; of what is kept, once it is whole.
	size int NOT NULL CONSTRAINT attachment_size_range CHECK (size BETWEEN 1 AND 26214400),
	received int NOT NULL DEFAULT 0,
	-- As announced by the sender, or null; of what is kept, once it is whole.
	sha256 bytea CONSTRAINT attachment_sha256_length CHECK (length(sha256) = 32),
	-- Short code of the type, by its content.
	type text,
	-- So that the digest in the history says nothing of a file that is gone, however easy it is to guess.
	salt uuid DEFAULT gen_random_uuid(),
	-- What the guard found in the name, and the person said is all right.
	confirmed jsonb,
	started_at timestamptz NOT NULL DEFAULT now(),
	finished_at timestamptz,
	added_at timestamptz,
	scan_until timestamptz,
	removed_at timestamptz,
	-- Null: the service, for what it holds.
	removed_by bigint CONSTRAINT attachment_removed_by_fk REFERENCES person,
	removed_reason text CONSTRAINT attachment_removed_reason_known
		CHECK (removed_reason IN ('wrong_file', 'identity', 'irrelevant', 'infected', 'erased')),
	CONSTRAINT attachment_received_range CHECK (received BETWEEN 0 AND size),
	CONSTRAINT attachment_finished_whole CHECK (state IN ('uploading', 'removed') OR (finished_at IS NOT NULL AND received = size)),
	CONSTRAINT attachment_added_to_case CHECK (added_at IS NULL OR (deviation_id IS NOT NULL AND finished_at IS NOT NULL)),
	CONSTRAINT attachment_removed_why CHECK ((state IN ('infected', 'removed')) = (removed_reason IS NOT NULL)
		AND (removed_at IS NULL) = (removed_reason IS NULL)),
	CONSTRAINT attachment_removed_is_gone CHECK (removed_reason IS NULL OR num_nonnulls(name, sha256, salt) = 0)
);
CREATE INDEX attachment_of_deviation ON attachment (deviation_id) WHERE deviation_id IS NOT NULL;
CREATE INDEX attachment_of_person ON attachment (person_id, id) WHERE added_at IS NULL;
CREATE INDEX attachment_waiting ON attachment (started_at) WHERE added_at IS NULL;
CREATE INDEX attachment_to_scan ON attachment (id) WHERE state IN ('scanning', 'unscanned');

-- The content, as it came; an image's again without what it says beside the picture, which then takes the place of the first.
CREATE TABLE attachment_chunk (
	attachment_id bigint NOT NULL CONSTRAINT attachment_chunk_attachment_fk REFERENCES attachment ON DELETE CASCADE,
	rewritten boolean NOT NULL DEFAULT false,
	-- Of its first byte in the file.
	position int NOT NULL,
	bytes bytea NOT NULL CONSTRAINT attachment_chunk_length CHECK (length(bytes) BETWEEN 1 AND 1048576),
	CONSTRAINT attachment_chunk_pk PRIMARY KEY (attachment_id, rewritten, position)
);
-- Files are packed already; and a piece of a chunk is read without the rest of it.
ALTER TABLE attachment_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- What the history says of an attachment.
CREATE FUNCTION attachment_digest(a attachment) RETURNS text LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN encode(sha256(convert_to(concat(samavvik.hashed('samavvik attachment 1'), samavvik.hashed(a.salt::text),
	samavvik.hashed(encode(a.sha256, 'hex'))), 'UTF8')), 'hex'); END $$;
CREATE FUNCTION attachment_detail(a attachment) RETURNS jsonb LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN jsonb_strip_nulls(jsonb_build_object('attachment_id', a.id, 'digest', samavvik.attachment_digest(a),
	'type', a.type, 'size', a.size, 'findings', a.confirmed)); END $$;

-- With the rights of who asks, like the policies below.
CREATE FUNCTION attachment_json(a attachment) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN json_build_object('id', a.id::text, 'state', a.state, 'name', a.name, 'type', a.type, 'size', a.size,
	'offset', a.received, 'added', a.added_at IS NOT NULL, 'by', person_name(a.person_id),
	'at', time_json(coalesce(a.added_at, a.finished_at, a.started_at)),
	'may_remove', a.added_at IS NOT NULL AND a.removed_at IS NULL AND EXISTS (SELECT 1 FROM deviation d WHERE d.id = a.deviation_id
		AND (d.council_id = ANY (acting_ids('councils')) OR (a.person_id = acting_person() AND d.status <> 'closed'))),
	'removed', CASE WHEN a.removed_at IS NOT NULL THEN json_build_object('reason', a.removed_reason, 'by', person_name(a.removed_by),
		'at', time_json(a.removed_at)) END); END $$;

ALTER TABLE attachment ENABLE ROW LEVEL SECURITY;
ALTER TABLE attachment_chunk ENABLE ROW LEVEL SECURITY;

-- One's own until it is the case's; then whoever sees the case.
CREATE POLICY attachment_seen ON attachment FOR SELECT TO samavvik_service USING (
	(person_id = (SELECT acting_person()) AND added_at IS NULL)
	OR (added_at IS NOT NULL AND EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id))
	OR (SELECT acting_job()));
CREATE POLICY attachment_begun ON attachment FOR INSERT TO samavvik_service WITH CHECK (
	person_id = (SELECT acting_person()) AND state = 'uploading' AND added_at IS NULL
	AND (deviation_id IS NULL OR EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id)));
CREATE POLICY attachment_changed ON attachment FOR UPDATE TO samavvik_service
	USING (person_id = (SELECT acting_person()) OR (SELECT acting_job())
		OR EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id AND d.council_id = ANY (acting_ids('councils'))))
	WITH CHECK (deviation_id IS NULL OR EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id) OR (SELECT acting_job()));
CREATE POLICY attachment_given_up ON attachment FOR DELETE TO samavvik_service USING (
	added_at IS NULL AND (person_id = (SELECT acting_person()) OR (SELECT acting_job())));
GRANT SELECT, INSERT, DELETE ON attachment TO samavvik_service;
GRANT UPDATE (deviation_id, state, name, size, received, sha256, salt, type, finished_at, added_at, scan_until, removed_at, removed_by,
	removed_reason) ON attachment TO samavvik_service;

CREATE POLICY attachment_chunk_read ON attachment_chunk FOR SELECT TO samavvik_service USING (
	EXISTS (SELECT 1 FROM attachment a WHERE a.id = attachment_id
		AND (a.state IN ('clean', 'unscanned') OR a.person_id = acting_person() OR acting_job())));
CREATE POLICY attachment_chunk_sent ON attachment_chunk FOR INSERT TO samavvik_service WITH CHECK (
	EXISTS (SELECT 1 FROM attachment a WHERE a.id = attachment_id AND a.state = 'uploading' AND a.person_id = acting_person()));
CREATE POLICY attachment_chunk_replaced ON attachment_chunk FOR UPDATE TO samavvik_service USING (
	EXISTS (SELECT 1 FROM attachment a WHERE a.id = attachment_id AND a.state = 'uploading' AND a.person_id = acting_person()));
CREATE POLICY attachment_chunk_destroyed ON attachment_chunk FOR DELETE TO samavvik_service USING (
	EXISTS (SELECT 1 FROM attachment a WHERE a.id = attachment_id AND (a.person_id = acting_person() OR acting_job()
		OR EXISTS (SELECT 1 FROM deviation d WHERE d.id = a.deviation_id AND d.council_id = ANY (acting_ids('councils'))))));
GRANT SELECT, INSERT, DELETE ON attachment_chunk TO samavvik_service;
GRANT UPDATE (rewritten) ON attachment_chunk TO samavvik_service;

-- Erasing a case takes its files along, whoever writes erase_case anew; uploads for it that are not finished as well.
CREATE FUNCTION erase_attachments() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	DELETE FROM attachment_chunk WHERE attachment_id IN (SELECT id FROM attachment WHERE deviation_id = NEW.id);
	DELETE FROM attachment WHERE deviation_id = NEW.id AND added_at IS NULL;
	UPDATE attachment SET state = 'removed', name = NULL, sha256 = NULL, salt = NULL, confirmed = NULL, removed_at = now(),
		removed_by = acting_person(), removed_reason = 'erased'
	WHERE deviation_id = NEW.id AND removed_at IS NULL;
	RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION erase_attachments() FROM PUBLIC;
CREATE TRIGGER deviation_erased_attachments AFTER UPDATE OF erased_digest ON deviation
	FOR EACH ROW WHEN (OLD.erased_digest IS NULL AND NEW.erased_digest IS NOT NULL) EXECUTE FUNCTION erase_attachments();

ALTER TABLE read_log DROP CONSTRAINT read_log_what_known;
ALTER TABLE read_log ADD CONSTRAINT read_log_what_known
	CHECK (what IN ('case', 'patient_reference', 'export', 'receipt_case', 'readers', 'read_log', 'attachment'));
