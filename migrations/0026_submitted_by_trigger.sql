-- What makes filing cost less while several are filed at once, and nothing else: the same rules.

-- Reports that are filed at the same time name the same helsefellesskap, council, rule set and hospital. A foreign key locks the
-- row it names, and many locks on one row are a list of its own that each of them writes anew. These rows are never deleted and
-- their ids never change, so it is enough to see that they are there.
ALTER TABLE deviation
	DROP CONSTRAINT deviation_helsefellesskap_fk, DROP CONSTRAINT deviation_council_fk, DROP CONSTRAINT deviation_rule_set_fk,
	DROP CONSTRAINT deviation_reporter_organisation_fk, DROP CONSTRAINT deviation_other_organisation_fk;
CREATE TRIGGER helsefellesskap_never_deleted BEFORE DELETE OR TRUNCATE ON helsefellesskap
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER council_never_deleted BEFORE DELETE OR TRUNCATE ON council FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rule_set_never_deleted BEFORE DELETE OR TRUNCATE ON rule_set FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER organisation_never_deleted BEFORE DELETE OR TRUNCATE ON organisation
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION missing_reference(d deviation) RETURNS text LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN CASE
	WHEN NOT EXISTS (SELECT 1 FROM samavvik.helsefellesskap WHERE id = d.helsefellesskap_id) THEN 'deviation_helsefellesskap_fk'
	WHEN NOT EXISTS (SELECT 1 FROM samavvik.council WHERE id = d.council_id AND helsefellesskap_id = d.helsefellesskap_id)
		THEN 'deviation_council_fk'
	WHEN NOT EXISTS (SELECT 1 FROM samavvik.rule_set WHERE id = d.rule_set_id AND helsefellesskap_id = d.helsefellesskap_id)
		THEN 'deviation_rule_set_fk'
	WHEN NOT EXISTS (SELECT 1 FROM samavvik.organisation WHERE id = d.reporter_organisation_id)
		THEN 'deviation_reporter_organisation_fk'
	ELSE 'deviation_other_organisation_fk' END; END $$;

-- The first event of a case, by the database: a case without one cannot be, and no policy for events has to be set up while
-- filing. A program of the release before adds it itself, in the same statement.
CREATE FUNCTION check_and_enter_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM samavvik.council c, samavvik.rule_set r, samavvik.organisation o, samavvik.organisation x
			WHERE c.id = NEW.council_id AND c.helsefellesskap_id = NEW.helsefellesskap_id
				AND r.id = NEW.rule_set_id AND r.helsefellesskap_id = NEW.helsefellesskap_id
				AND o.id = NEW.reporter_organisation_id AND x.id = NEW.other_organisation_id) THEN
		RAISE EXCEPTION 'case % names something that is not there', NEW.id
			USING ERRCODE = 'foreign_key_violation', CONSTRAINT = samavvik.missing_reference(NEW), TABLE = 'deviation';
	END IF;
	IF TG_OP = 'INSERT' THEN
		INSERT INTO samavvik.event (deviation_id, sequence, kind, actor_person_id, detail)
		VALUES (NEW.id, 1, 'submitted', NEW.reporter_person_id,
			jsonb_build_object('council_id', NEW.council_id, 'rule', NEW.route_rule))
		ON CONFLICT ON CONSTRAINT event_pk DO NOTHING;
	END IF;
	RETURN NULL;
END
$$;
CREATE TRIGGER deviation_filed AFTER INSERT ON deviation FOR EACH ROW EXECUTE FUNCTION check_and_enter_case();
CREATE TRIGGER deviation_refers
	AFTER UPDATE OF helsefellesskap_id, council_id, rule_set_id, reporter_organisation_id, other_organisation_id ON deviation
	FOR EACH ROW EXECUTE FUNCTION check_and_enter_case();
REVOKE ALL ON FUNCTION missing_reference(deviation), check_and_enter_case() FROM PUBLIC;
