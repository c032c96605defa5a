-- What few reports bring stands beside the case, so that filing the others costs nothing more: on whose behalf it was filed, and the
-- times of a discharge with what they break. And the version of the agreement that held on the day of the event, for the point it names.

-- No foreign key, as for what else a case names (decision 60): intake looks it up, and no version is ever deleted.
ALTER TABLE deviation ADD COLUMN agreement_version_id bigint;
CREATE TRIGGER agreement_version_never_deleted BEFORE DELETE OR TRUNCATE ON agreement_version
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE filed_on_behalf (
	deviation_id bigint CONSTRAINT filed_on_behalf_pk PRIMARY KEY CONSTRAINT filed_on_behalf_deviation_fk REFERENCES deviation,
	-- A role and where, never a name.
	who text NOT NULL CONSTRAINT filed_on_behalf_who_length CHECK (length(who) BETWEEN 3 AND 120),
	received text NOT NULL CONSTRAINT filed_on_behalf_received_known CHECK (received IN ('phone', 'paper', 'conversation'))
);

-- Within how many hours one thing has to follow on another. Dated data: from agreements, the regulation on patients ready for discharge,
-- or local custom.
CREATE TABLE discharge_rule (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT discharge_rule_pk PRIMARY KEY,
	-- Null: everywhere. One of a helsefellesskap stands in the place of the one everywhere that has the same code.
	helsefellesskap_id bigint CONSTRAINT discharge_rule_helsefellesskap_fk REFERENCES helsefellesskap,
	code text NOT NULL CONSTRAINT discharge_rule_code_form CHECK (code ~ '^[a-z0-9_]+$'),
	labels jsonb NOT NULL CONSTRAINT discharge_rule_labels_whole CHECK (labels ?& ARRAY['nb', 'nn', 'en']),
	from_time text NOT NULL CONSTRAINT discharge_rule_from_known CHECK (from_time IN
		('admitted_at', 'admission_notice_at', 'planned_discharge_at', 'ready_notice_at', 'discharged_at', 'epicrisis_at')),
	to_time text NOT NULL CONSTRAINT discharge_rule_to_known CHECK (to_time IN
		('admitted_at', 'admission_notice_at', 'planned_discharge_at', 'ready_notice_at', 'discharged_at', 'epicrisis_at')),
	within_hours int NOT NULL CONSTRAINT discharge_rule_within_range CHECK (within_hours BETWEEN 0 AND 8760),
	law text NOT NULL CONSTRAINT discharge_rule_law_length CHECK (length(law) BETWEEN 1 AND 200),
	valid_from date NOT NULL,
	valid_to date,
	CONSTRAINT discharge_rule_two_times CHECK (from_time <> to_time),
	CONSTRAINT discharge_rule_period CHECK (valid_to > valid_from)
);
CREATE UNIQUE INDEX discharge_rule_unique ON discharge_rule (coalesce(helsefellesskap_id, 0), code, valid_from);

CREATE TABLE case_discharge (
	deviation_id bigint CONSTRAINT case_discharge_pk PRIMARY KEY CONSTRAINT case_discharge_deviation_fk REFERENCES deviation,
	admitted_at timestamptz,
	admission_notice_at timestamptz,
	planned_discharge_at timestamptz,
	ready_notice_at timestamptz,
	discharged_at timestamptz,
	epicrisis_at timestamptz,
	-- What the rules of that day said of them when it was filed: rules may change, what was said stays.
	findings jsonb NOT NULL
);

ALTER TABLE filed_on_behalf ENABLE ROW LEVEL SECURITY;
ALTER TABLE discharge_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_discharge ENABLE ROW LEVEL SECURITY;
CREATE POLICY filed_on_behalf_seen ON filed_on_behalf FOR SELECT TO samavvik_service USING (deviation_is_visible(deviation_id));
CREATE POLICY case_discharge_seen ON case_discharge FOR SELECT TO samavvik_service USING (deviation_is_visible(deviation_id));
CREATE POLICY discharge_rule_seen ON discharge_rule FOR SELECT TO samavvik_service USING (true);
-- Only by whoever files the case, or in nobody's name (import, and what the secretariat confirms).
CREATE FUNCTION files_case(p_deviation bigint) RETURNS boolean LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN acting_job() OR EXISTS (SELECT 1 FROM deviation WHERE id = p_deviation AND reporter_person_id = acting_person()); END $$;
CREATE POLICY filed_on_behalf_added ON filed_on_behalf FOR INSERT TO samavvik_service WITH CHECK (files_case(deviation_id));
CREATE POLICY case_discharge_added ON case_discharge FOR INSERT TO samavvik_service WITH CHECK (files_case(deviation_id));
GRANT SELECT, INSERT ON filed_on_behalf, case_discharge TO samavvik_service;
GRANT SELECT ON discharge_rule TO samavvik_service;

-- Erasing a case reaches what stands beside it.
CREATE FUNCTION erase_details() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	UPDATE filed_on_behalf SET who = '[slettet]' WHERE deviation_id = NEW.id;
	DELETE FROM case_discharge WHERE deviation_id = NEW.id;
	RETURN NULL;
END
$$;
CREATE TRIGGER deviation_erasure_reaches_details AFTER UPDATE OF erased_digest ON deviation
	FOR EACH ROW EXECUTE FUNCTION erase_details();
REVOKE ALL ON FUNCTION erase_details() FROM PUBLIC;

CREATE FUNCTION on_behalf_json(p_deviation bigint) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (SELECT json_build_object('who', who, 'received', received) FROM filed_on_behalf WHERE deviation_id = p_deviation); END $$;

CREATE FUNCTION discharge_json(p_deviation bigint) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (SELECT json_build_object('times', json_build_object('admitted_at', time_json(admitted_at),
		'admission_notice_at', time_json(admission_notice_at), 'planned_discharge_at', time_json(planned_discharge_at),
		'ready_notice_at', time_json(ready_notice_at), 'discharged_at', time_json(discharged_at), 'epicrisis_at', time_json(epicrisis_at)),
	'findings', findings) FROM case_discharge WHERE deviation_id = p_deviation); END $$;

CREATE FUNCTION agreement_json(p_version bigint, p_point int) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (SELECT json_build_object('title', a.title, 'version', w.version, 'labels', p.labels)
	FROM agreement_version w JOIN agreement a ON a.id = w.agreement_id
	JOIN agreement_point p ON p.agreement_version_id = w.id AND p.point = p_point WHERE w.id = p_version); END $$;

-- The case of an organisation that has this reference already: its number for who may see it, an empty text for who may not.
-- The organisation's own number is no secret to who files for it; the case is.
CREATE FUNCTION reference_taken(p_helsefellesskap bigint, p_organisation bigint, p_system text, p_reference text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	taken bigint;
BEGIN
	SELECT id INTO taken FROM deviation WHERE helsefellesskap_id = p_helsefellesskap AND reporter_organisation_id = p_organisation
		AND external_system IS NOT DISTINCT FROM p_system AND external_reference = p_reference
		AND p_organisation = ANY (acting_ids('reporting'));
	IF taken IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN coalesce((SELECT number FROM visible_deviations() WHERE id = taken), '');
END
$$;
REVOKE ALL ON FUNCTION reference_taken(bigint, bigint, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reference_taken(bigint, bigint, text, text) TO samavvik_service;
