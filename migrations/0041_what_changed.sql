-- Who changes a case that somebody else has changed meanwhile is told what. So each event says which version of the case it made, or
-- belongs to. Null: the first one, and those from before. It is no part of the hash: it helps a reader, and proves nothing.
ALTER TABLE event ADD COLUMN case_version int;

-- As before, and the version.
CREATE OR REPLACE FUNCTION chain_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
	previous bytea;
BEGIN
	NEW.content := NULL;
	IF NEW.sequence = 1 THEN
		NEW.content := (SELECT samavvik.case_digest(d) FROM samavvik.deviation d WHERE d.id = NEW.deviation_id);
	ELSE
		previous := (SELECT e.hash FROM samavvik.event e
			WHERE e.deviation_id = NEW.deviation_id AND e.sequence = NEW.sequence - 1);
		NEW.case_version := (SELECT d.version FROM samavvik.deviation d WHERE d.id = NEW.deviation_id);
		IF NEW.detail ? 'message_id' THEN
			NEW.content := (SELECT samavvik.message_digest(m) FROM samavvik.message m
				WHERE m.id = (NEW.detail ->> 'message_id')::bigint AND m.deviation_id = NEW.deviation_id);
		END IF;
	END IF;
	IF (NEW.sequence = 1) IS DISTINCT FROM (previous IS NULL)
			OR (NEW.content IS NULL AND (NEW.sequence = 1 OR NEW.detail ? 'message_id')) THEN
		RAISE EXCEPTION 'event % of case % has nothing to follow or to speak of', NEW.sequence, NEW.deviation_id
			USING ERRCODE = 'integrity_constraint_violation';
	END IF;
	NEW.hash := samavvik.event_hash(NEW, previous);
	RETURN NEW;
END
$$;
