-- Routing rules are worked on as drafts, tried on the cases there were, and made to count in one transaction that can be undone. A
-- set that counts, or has counted, never changes; when it counted, by whom and why is on record for every time it did.

ALTER TABLE rule_set ADD COLUMN made_by bigint CONSTRAINT rule_set_made_by_fk REFERENCES person;

CREATE FUNCTION rules_seen() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN administered() || acting_ids('overseen')
	|| ARRAY(SELECT c.helsefellesskap_id FROM council c WHERE c.id = ANY (acting_ids('councils'))); END $$;
COMMENT ON FUNCTION rules_seen() IS 'Helsefellesskap whose routing rules the acting person may read';
REVOKE ALL ON FUNCTION rules_seen() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rules_seen() TO samavvik_service;

CREATE TABLE rule_draft (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT rule_draft_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT rule_draft_helsefellesskap_fk REFERENCES helsefellesskap,
	-- The set that counted when somebody last compared the draft with it; the draft can take the place of no other.
	based_on_id bigint NOT NULL CONSTRAINT rule_draft_based_on_fk REFERENCES rule_set,
	rules jsonb NOT NULL,
	version int NOT NULL DEFAULT 1,
	made_by bigint NOT NULL CONSTRAINT rule_draft_made_by_fk REFERENCES person,
	made_at timestamptz NOT NULL DEFAULT now(),
	changed_by bigint NOT NULL CONSTRAINT rule_draft_changed_by_fk REFERENCES person,
	changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX rule_draft_of_helsefellesskap ON rule_draft (helsefellesskap_id, id DESC);
ALTER TABLE rule_draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY rule_draft_seen ON rule_draft FOR SELECT TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT administered())::bigint[])
	OR helsefellesskap_id = ANY ((SELECT acting_ids('overseen'))::bigint[]));
CREATE POLICY rule_draft_made ON rule_draft FOR INSERT TO samavvik_service WITH CHECK (
	helsefellesskap_id = ANY ((SELECT administered())::bigint[]) AND made_by = (SELECT acting_person()));
CREATE POLICY rule_draft_changed ON rule_draft FOR UPDATE TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT administered())::bigint[])) WITH CHECK (changed_by = (SELECT acting_person()));
CREATE POLICY rule_draft_thrown_away ON rule_draft FOR DELETE TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
GRANT SELECT, DELETE, INSERT (helsefellesskap_id, based_on_id, rules, made_by, changed_by),
	UPDATE (based_on_id, rules, version, changed_by, changed_at) ON rule_draft TO samavvik_service;

CREATE TABLE rule_activation (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT rule_activation_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT rule_activation_helsefellesskap_fk REFERENCES helsefellesskap,
	rule_set_id bigint NOT NULL CONSTRAINT rule_activation_rule_set_fk REFERENCES rule_set,
	-- The set it took the place of; null for the first one.
	replaced_id bigint CONSTRAINT rule_activation_replaced_fk REFERENCES rule_set,
	at timestamptz NOT NULL,
	-- Null: a command of the operator's.
	person_id bigint CONSTRAINT rule_activation_person_fk REFERENCES person,
	note text
);
CREATE INDEX rule_activation_of_helsefellesskap ON rule_activation (helsefellesskap_id, id DESC);
CREATE INDEX rule_activation_of_set ON rule_activation (rule_set_id, id DESC);
CREATE TRIGGER rule_activation_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_activation
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE rule_activation ENABLE ROW LEVEL SECURITY;
CREATE POLICY rule_activation_seen ON rule_activation FOR SELECT TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT rules_seen())::bigint[]));
GRANT SELECT ON rule_activation TO samavvik_service;

-- Both run with the caller's rights.
CREATE FUNCTION rule_set_json(p_rule_set bigint) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (
	SELECT json_build_object('id', r.id::text, 'version', r.version, 'title', r.rules ->> 'title',
		'rules_count', jsonb_array_length(r.rules -> 'rules'), 'active', r.active_to IS NULL, 'active_from', time_json(r.active_from),
		'active_to', time_json(r.active_to), 'made_by', person_name(r.made_by),
		'activations', (SELECT coalesce(json_agg(json_build_object('at', time_json(a.at), 'by', person_name(a.person_id), 'note', a.note,
				'replaced', (SELECT json_build_object('id', o.id::text, 'version', o.version) FROM rule_set o WHERE o.id = a.replaced_id))
				ORDER BY a.id DESC), '[]')
			FROM (SELECT * FROM rule_activation WHERE rule_set_id = r.id ORDER BY id DESC LIMIT 20) a))
	FROM rule_set r WHERE r.id = p_rule_set); END $$;

CREATE FUNCTION rule_draft_json(p_draft bigint) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (
	SELECT json_build_object('id', d.id::text, 'version', d.version, 'title', d.rules ->> 'title',
		'based_on', json_build_object('id', r.id::text, 'version', r.version), 'is_current', r.active_to IS NULL,
		'changed_by', person_name(d.changed_by), 'changed_at', time_json(d.changed_at), 'rules', d.rules)
	FROM rule_draft d JOIN rule_set r ON r.id = d.based_on_id WHERE d.id = p_draft); END $$;

-- By a trigger, so that whatever makes a set count (a draft, an earlier version, a configuration) is on record.
CREATE FUNCTION note_rule_activation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	INSERT INTO rule_activation (helsefellesskap_id, rule_set_id, replaced_id, at, person_id, note)
	VALUES (NEW.helsefellesskap_id, NEW.id,
		(SELECT r.id FROM rule_set r WHERE r.helsefellesskap_id = NEW.helsefellesskap_id AND r.id <> NEW.id AND r.active_to IS NOT NULL
			ORDER BY r.active_to DESC, r.id DESC LIMIT 1),
		NEW.active_from, acting_person(), nullif(current_setting('samavvik.rule_note', true), ''));
	RETURN NULL;
END
$$;
CREATE TRIGGER rule_set_activated AFTER INSERT OR UPDATE OF active_from ON rule_set FOR EACH ROW
	WHEN (NEW.active_from IS NOT NULL AND NEW.active_to IS NULL) EXECUTE FUNCTION note_rule_activation();
INSERT INTO rule_activation (helsefellesskap_id, rule_set_id, replaced_id, at)
SELECT helsefellesskap_id, id, lag(id) OVER (PARTITION BY helsefellesskap_id ORDER BY active_from, id), active_from
FROM rule_set WHERE active_from IS NOT NULL ORDER BY active_from, id;

-- Ends the set that counts now. Of two who replace the same one, the second is told that it does not count any more.
CREATE FUNCTION rules_retire(p_helsefellesskap bigint, p_instead_of bigint, p_note text) RETURNS void LANGUAGE plpgsql
AS $$
BEGIN
	UPDATE rule_set SET active_to = clock_timestamp()
	WHERE id = p_instead_of AND helsefellesskap_id = p_helsefellesskap AND active_from IS NOT NULL AND active_to IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'SV409', CONSTRAINT = 'rules_changed';
	END IF;
	PERFORM set_config('samavvik.rule_note', p_note, true);
END
$$;
REVOKE ALL ON FUNCTION rules_retire(bigint, bigint, text) FROM PUBLIC;

-- A draft becomes the next version and counts from now on. Null: there is no such draft. Whether the rules are right is checked
-- before; the draft's version says that these were.
CREATE FUNCTION rules_activate(p_draft bigint, p_version int, p_note text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	d rule_draft;
	made bigint;
BEGIN
	SELECT * INTO d FROM rule_draft WHERE id = p_draft AND helsefellesskap_id = ANY (administered()) FOR UPDATE;
	IF NOT FOUND THEN
		RETURN NULL;
	ELSIF d.version <> p_version THEN
		RAISE EXCEPTION USING ERRCODE = 'SV412', CONSTRAINT = 'version_conflict';
	END IF;
	PERFORM rules_retire(d.helsefellesskap_id, d.based_on_id, p_note);
	INSERT INTO rule_set (helsefellesskap_id, version, rules, active_from, made_by)
	SELECT d.helsefellesskap_id, max(r.version) + 1, jsonb_set(d.rules, '{version}', to_jsonb(max(r.version) + 1)), clock_timestamp(), d.changed_by
	FROM rule_set r WHERE r.helsefellesskap_id = d.helsefellesskap_id
	RETURNING id INTO made;
	DELETE FROM rule_draft WHERE id = p_draft;
	RETURN made;
END
$$;

-- A set that has counted before counts again. Null: there is no such set, or it counts already.
CREATE FUNCTION rules_reactivate(p_rule_set bigint, p_instead_of bigint, p_note text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	r rule_set;
BEGIN
	SELECT * INTO r FROM rule_set WHERE id = p_rule_set AND helsefellesskap_id = ANY (administered()) AND active_from IS NOT NULL;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	PERFORM rules_retire(r.helsefellesskap_id, p_instead_of, p_note);
	UPDATE rule_set SET active_from = clock_timestamp(), active_to = NULL WHERE id = p_rule_set AND active_to IS NOT NULL;
	IF NOT FOUND OR p_rule_set = p_instead_of THEN
		RAISE EXCEPTION USING ERRCODE = 'SV409', CONSTRAINT = 'rules_active';
	END IF;
	RETURN p_rule_set;
END
$$;

-- What routing goes by of the cases of a while, newest first, for trying rules on them. Nothing of their texts; ids and numbers only
-- for who oversees the cases. No rows for who may neither administer nor oversee.
CREATE FUNCTION routed_cases(p_helsefellesskap bigint, p_since timestamptz, p_until timestamptz, p_below bigint, p_limit int)
RETURNS TABLE (id bigint, number text, submitted_at timestamptz, council_id bigint, kind text, category text,
	reporter_organisation_id bigint, other_organisation_id bigint, patient_group text, phase text, actual_harm text,
	potential_harm text, agreement_point int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	overseen boolean := p_helsefellesskap = ANY (acting_ids('overseen'));
BEGIN
	IF NOT overseen AND NOT p_helsefellesskap = ANY (administered()) THEN
		RETURN;
	END IF;
	RETURN QUERY SELECT d.id, CASE WHEN overseen THEN d.number END, d.submitted_at, d.council_id, d.kind::text, d.category::text, d.reporter_organisation_id,
		d.other_organisation_id, d.patient_group, d.phase, d.actual_harm::text, d.potential_harm::text, d.agreement_point
	FROM deviation d
	WHERE d.helsefellesskap_id = p_helsefellesskap AND d.submitted_at >= p_since AND d.submitted_at <= p_until
		AND (d.submitted_at < p_until OR d.id < p_below)
	ORDER BY d.submitted_at DESC, d.id DESC LIMIT p_limit;
END
$$;
REVOKE ALL ON FUNCTION rules_activate(bigint, int, text), rules_reactivate(bigint, bigint, text),
	routed_cases(bigint, timestamptz, timestamptz, bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rules_activate(bigint, int, text), rules_reactivate(bigint, bigint, text),
	routed_cases(bigint, timestamptz, timestamptz, bigint, int) TO samavvik_service;
