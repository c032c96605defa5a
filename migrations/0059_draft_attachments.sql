-- Files of a report that is being written belong to its draft: they are found again on another device, live as long as it does, and
-- go with it.

-- The draft's id, which is chosen before the draft is first kept; so no foreign key.
ALTER TABLE attachment ADD COLUMN draft_id text CONSTRAINT attachment_draft_id_length CHECK (length(draft_id) BETWEEN 1 AND 64);

-- Whether somebody is still at it.
CREATE FUNCTION draft_lives(p_person bigint, p_id text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT EXISTS (SELECT 1 FROM draft d WHERE d.person_id = p_person AND d.id = p_id) $$;

-- Whatever takes a draft away takes its files along; those that were filed are the case's.
CREATE FUNCTION drop_draft_attachments() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN
	DELETE FROM attachment a WHERE a.person_id = OLD.person_id AND a.draft_id = OLD.id AND a.added_at IS NULL;
	RETURN NULL;
END $$;
CREATE TRIGGER draft_gone_attachments AFTER DELETE ON draft FOR EACH ROW EXECUTE FUNCTION drop_draft_attachments();
