-- What makes filing cost less once more, and nothing else: setting up a part of a plan costs whether it then runs or not.

-- A policy for rows that come one at a time: a subselect spares a scan of many rows from asking for each, and costs one row more than it spares.
DROP POLICY deviation_filed ON deviation;
CREATE POLICY deviation_filed ON deviation FOR INSERT TO samavvik_service WITH CHECK (
	(reporter_person_id = acting_person() AND reporter_organisation_id = ANY (acting_ids('reporting'))
		AND helsefellesskap_id = ANY (acting_ids('helsefellesskap'))) OR acting_job());
DROP POLICY idempotency_own ON idempotency;
CREATE POLICY idempotency_own ON idempotency TO samavvik_service USING (person_id = acting_person() OR acting_job());

-- What a case refers to is looked for in the statement that enters its first event; when that enters none (something is missing, or an older program
-- entered it itself) and when a case is changed, each is looked for by name.
CREATE OR REPLACE FUNCTION missing_reference(d deviation) RETURNS text LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN CASE
	WHEN NOT EXISTS (SELECT 1 FROM samavvik.helsefellesskap WHERE id = d.helsefellesskap_id) THEN 'deviation_helsefellesskap_fk'
	WHEN NOT EXISTS (SELECT 1 FROM samavvik.council WHERE id = d.council_id AND helsefellesskap_id = d.helsefellesskap_id)
		THEN 'deviation_council_fk'
	WHEN NOT EXISTS (SELECT 1 FROM samavvik.rule_set WHERE id = d.rule_set_id AND helsefellesskap_id = d.helsefellesskap_id)
		THEN 'deviation_rule_set_fk'
	WHEN NOT EXISTS (SELECT 1 FROM samavvik.organisation WHERE id = d.reporter_organisation_id)
		THEN 'deviation_reporter_organisation_fk'
	WHEN NOT EXISTS (SELECT 1 FROM samavvik.organisation WHERE id = d.other_organisation_id)
		THEN 'deviation_other_organisation_fk' END; END $$;
CREATE OR REPLACE FUNCTION check_and_enter_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
	missing text;
BEGIN
	IF TG_OP = 'INSERT' THEN
		INSERT INTO samavvik.event (deviation_id, sequence, kind, actor_person_id, detail, content)
		SELECT NEW.id, 1, 'submitted', NEW.reporter_person_id,
			jsonb_build_object('council_id', NEW.council_id, 'rule', NEW.route_rule), samavvik.case_digest(NEW)
		FROM samavvik.council c, samavvik.rule_set r, samavvik.organisation o, samavvik.organisation x
		WHERE c.id = NEW.council_id AND c.helsefellesskap_id = NEW.helsefellesskap_id
			AND r.id = NEW.rule_set_id AND r.helsefellesskap_id = NEW.helsefellesskap_id
			AND o.id = NEW.reporter_organisation_id AND x.id = NEW.other_organisation_id
		ON CONFLICT ON CONSTRAINT event_pk DO NOTHING;
		IF FOUND THEN
			RETURN NULL;
		END IF;
	END IF;
	missing := samavvik.missing_reference(NEW);
	IF missing IS NOT NULL THEN
		RAISE EXCEPTION 'case % names something that is not there', NEW.id
			USING ERRCODE = 'foreign_key_violation', CONSTRAINT = missing, TABLE = 'deviation';
	END IF;
	RETURN NULL;
END
$$;

-- Whether a code of a list, or a unit of an organisation, may be chosen today. Functions, so that a statement that is rarely given one is not
-- set up for it each time.
CREATE FUNCTION code_is_valid(p_helsefellesskap bigint, p_list text, p_code text) RETURNS boolean LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM samavvik.code_value v
	WHERE v.helsefellesskap_id = p_helsefellesskap AND v.list = p_list AND v.code = p_code
		AND v.valid_from <= current_date AND (v.valid_to IS NULL OR v.valid_to > current_date)); END $$;
CREATE FUNCTION unit_is_valid(p_unit bigint, p_organisation bigint) RETURNS boolean LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM samavvik.unit u WHERE u.id = p_unit AND u.organisation_id = p_organisation
	AND u.valid_from <= current_date AND (u.valid_to IS NULL OR u.valid_to > current_date)); END $$;
REVOKE ALL ON FUNCTION code_is_valid, unit_is_valid FROM PUBLIC;
GRANT EXECUTE ON FUNCTION code_is_valid, unit_is_valid TO samavvik_service;
SELECT keep_visible_deviations();
