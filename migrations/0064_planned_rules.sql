-- A draft of the rules may be set to count from a coming moment. It stays a draft until then, so what counts and has counted is told by
-- the same rows as ever; at the moment whoever needs the rules first (a report, the page, a job) lets it begin, dated at the moment.

CREATE TABLE rule_plan (
	-- One at a time: what the next one would be compared with is not there yet.
	helsefellesskap_id bigint NOT NULL CONSTRAINT rule_plan_pk PRIMARY KEY CONSTRAINT rule_plan_helsefellesskap_fk REFERENCES helsefellesskap,
	draft_id bigint NOT NULL CONSTRAINT rule_plan_draft_fk REFERENCES rule_draft CONSTRAINT rule_plan_draft_once UNIQUE,
	starts_at timestamptz NOT NULL,
	note text NOT NULL,
	planned_by bigint NOT NULL CONSTRAINT rule_plan_planner_fk REFERENCES person,
	planned_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT rule_plan_starts_later CHECK (starts_at > planned_at AND starts_at <= planned_at + interval '5 years')
);
ALTER TABLE rule_plan ENABLE ROW LEVEL SECURITY;
-- That rules will change, and when, every report asks for.
CREATE POLICY rule_plan_asked_for ON rule_plan FOR SELECT TO samavvik_service USING (true);
GRANT SELECT (helsefellesskap_id, draft_id, starts_at) ON rule_plan TO samavvik_service;

-- What is planned, for who may read the rules; null: nothing is.
CREATE FUNCTION rule_plan_json(p_helsefellesskap bigint) RETURNS json LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN (
	SELECT json_build_object('draft_id', p.draft_id::text, 'draft_version', d.version, 'title', d.rules ->> 'title',
		'version', (SELECT max(r.version) + 1 FROM rule_set r WHERE r.helsefellesskap_id = p.helsefellesskap_id),
		'starts_at', time_json(p.starts_at), 'by', person_name(p.planned_by), 'note', p.note)
	FROM rule_plan p JOIN rule_draft d ON d.id = p.draft_id
	WHERE p.helsefellesskap_id = p_helsefellesskap AND p.helsefellesskap_id = ANY (rules_seen())); END $$;

CREATE OR REPLACE FUNCTION rule_draft_json(p_draft bigint) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (
	SELECT json_build_object('id', d.id::text, 'version', d.version, 'title', d.rules ->> 'title',
		'based_on', json_build_object('id', r.id::text, 'version', r.version), 'is_current', r.active_to IS NULL,
		'planned', (SELECT rule_plan_json(p.helsefellesskap_id) FROM rule_plan p WHERE p.draft_id = d.id),
		'changed_by', person_name(d.changed_by), 'changed_at', time_json(d.changed_at), 'rules', d.rules)
	FROM rule_draft d JOIN rule_set r ON r.id = d.based_on_id WHERE d.id = p_draft); END $$;

-- While one is planned, no other rules begin to count, whoever asks (a draft, an earlier version, a configuration), and what was planned
-- stays as it was checked: first it is taken back.
CREATE FUNCTION keep_planned_rules() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	IF TG_TABLE_NAME = 'rule_set' AND EXISTS (SELECT 1 FROM rule_plan WHERE helsefellesskap_id = OLD.helsefellesskap_id)
		OR TG_TABLE_NAME = 'rule_draft' AND EXISTS (SELECT 1 FROM rule_plan WHERE draft_id = OLD.id) THEN
		RAISE EXCEPTION USING ERRCODE = 'SV409', CONSTRAINT = 'rules_planned';
	END IF;
	RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER rule_set_not_while_planned BEFORE UPDATE OF active_to ON rule_set FOR EACH ROW
	WHEN (OLD.active_to IS NULL AND NEW.active_to IS NOT NULL) EXECUTE FUNCTION keep_planned_rules();
CREATE TRIGGER rule_draft_kept_while_planned BEFORE DELETE OR UPDATE OF rules, based_on_id ON rule_draft FOR EACH ROW
	EXECUTE FUNCTION keep_planned_rules();

-- Rules that were planned are on record under who planned them.
CREATE OR REPLACE FUNCTION note_rule_activation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	INSERT INTO rule_activation (helsefellesskap_id, rule_set_id, replaced_id, at, person_id, note)
	VALUES (NEW.helsefellesskap_id, NEW.id,
		(SELECT r.id FROM rule_set r WHERE r.helsefellesskap_id = NEW.helsefellesskap_id AND r.id <> NEW.id AND r.active_to IS NOT NULL
			ORDER BY r.active_to DESC, r.id DESC LIMIT 1),
		NEW.active_from, coalesce(nullif(current_setting('samavvik.rule_planner', true), '')::bigint, acting_person()),
		nullif(current_setting('samavvik.rule_note', true), ''));
	RETURN NULL;
END
$$;

-- Lets the planned rules begin when their moment has come; of several at once one does. True: it did. Anybody may ask, as nothing but time decides.
CREATE FUNCTION rules_begin(p_helsefellesskap bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	p rule_plan;
	due bigint := (SELECT draft_id FROM rule_plan WHERE helsefellesskap_id = p_helsefellesskap AND starts_at <= now());
BEGIN
	IF due IS NULL THEN
		RETURN false;
	END IF;
	-- In the order in which the others here lock: draft, version, plan.
	PERFORM 1 FROM rule_draft WHERE id = due FOR UPDATE;
	PERFORM 1 FROM rule_set WHERE helsefellesskap_id = p_helsefellesskap AND active_from IS NOT NULL AND active_to IS NULL FOR UPDATE;
	DELETE FROM rule_plan WHERE helsefellesskap_id = p_helsefellesskap AND starts_at <= now() RETURNING * INTO p;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	UPDATE rule_set SET active_to = p.starts_at
	WHERE helsefellesskap_id = p_helsefellesskap AND active_from IS NOT NULL AND active_to IS NULL;
	PERFORM set_config('samavvik.rule_note', p.note, true), set_config('samavvik.rule_planner', p.planned_by::text, true);
	INSERT INTO rule_set (helsefellesskap_id, version, rules, active_from, made_by)
	SELECT d.helsefellesskap_id, max(r.version) + 1, jsonb_set(d.rules, '{version}', to_jsonb(max(r.version) + 1)), p.starts_at, d.changed_by
	FROM rule_draft d JOIN rule_set r ON r.helsefellesskap_id = d.helsefellesskap_id
	WHERE d.id = p.draft_id GROUP BY d.id;
	PERFORM set_config('samavvik.rule_note', '', true), set_config('samavvik.rule_planner', '', true);
	DELETE FROM rule_draft WHERE id = p.draft_id;
	RETURN true;
END
$$;

-- A draft that is based on what counts is to count from a moment to come; planned again, it is moved. Null: there is no such draft.
CREATE FUNCTION rules_plan(p_draft bigint, p_version int, p_starts_at timestamptz, p_note text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	d rule_draft;
BEGIN
	SELECT * INTO d FROM rule_draft WHERE id = p_draft AND helsefellesskap_id = ANY (administered()) FOR UPDATE;
	IF NOT FOUND THEN
		RETURN NULL;
	ELSIF d.version <> p_version THEN
		RAISE EXCEPTION USING ERRCODE = 'SV412', CONSTRAINT = 'version_conflict';
	END IF;
	PERFORM 1 FROM rule_set WHERE id = d.based_on_id AND active_to IS NULL FOR SHARE;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'SV409', CONSTRAINT = 'rules_changed';
	END IF;
	INSERT INTO rule_plan AS p (helsefellesskap_id, draft_id, starts_at, note, planned_by)
	VALUES (d.helsefellesskap_id, p_draft, p_starts_at, p_note, acting_person())
	ON CONFLICT (helsefellesskap_id) DO UPDATE SET starts_at = excluded.starts_at, note = excluded.note, planned_by = excluded.planned_by,
		planned_at = now()
	WHERE p.draft_id = excluded.draft_id AND p.starts_at > now();
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'SV409', CONSTRAINT = 'rules_planned';
	END IF;
	UPDATE rule_draft SET version = version + 1 WHERE id = p_draft;
	RETURN p_draft;
END
$$;

-- A planned draft is only a draft again. Null: there is no such draft, or it is not planned (any more).
CREATE FUNCTION rules_take_back(p_draft bigint, p_version int) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	d rule_draft;
BEGIN
	SELECT * INTO d FROM rule_draft WHERE id = p_draft AND helsefellesskap_id = ANY (administered()) FOR UPDATE;
	IF NOT FOUND THEN
		RETURN NULL;
	ELSIF d.version <> p_version THEN
		RAISE EXCEPTION USING ERRCODE = 'SV412', CONSTRAINT = 'version_conflict';
	END IF;
	DELETE FROM rule_plan WHERE draft_id = p_draft AND starts_at > now();
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	UPDATE rule_draft SET version = version + 1 WHERE id = p_draft;
	RETURN p_draft;
END
$$;
REVOKE ALL ON FUNCTION rule_plan_json(bigint), rules_begin(bigint), rules_plan(bigint, int, timestamptz, text), rules_take_back(bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rule_plan_json(bigint), rules_begin(bigint), rules_plan(bigint, int, timestamptz, text), rules_take_back(bigint, int)
	TO samavvik_service;
