-- Measures: what a council decides to do so that it does not happen again, who does it and by when, how far it has come, and whether it
-- helped. A closed case's measures are worked on like an open one's: whether something helped shows months afterwards.

CREATE TABLE measure (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT measure_pk PRIMARY KEY,
	deviation_id bigint NOT NULL CONSTRAINT measure_deviation_fk REFERENCES deviation,
	version int NOT NULL DEFAULT 1,
	text text NOT NULL CONSTRAINT measure_text_length CHECK (length(text) BETWEEN 3 AND 2000),
	-- The five of the improvement model; going back is allowed.
	phase text NOT NULL DEFAULT 'prepare' CONSTRAINT measure_phase_known CHECK (phase IN ('prepare', 'plan', 'do', 'evaluate', 'follow_up')),
	strength text NOT NULL CONSTRAINT measure_strength_known CHECK (strength IN ('weak', 'intermediate', 'strong')),
	severity text CONSTRAINT measure_severity_known CHECK (severity IN ('low', 'medium', 'high')),
	benefit text CONSTRAINT measure_benefit_known CHECK (benefit IN ('low', 'medium', 'high')),
	resource text CONSTRAINT measure_resource_known CHECK (resource IN ('low', 'medium', 'high')),
	responsible_organisation_id bigint NOT NULL CONSTRAINT measure_responsible_fk REFERENCES organisation,
	due_on date NOT NULL CONSTRAINT measure_due_on_range CHECK (due_on BETWEEN '2000-01-01' AND '2099-12-31'),
	done_on date CONSTRAINT measure_done_on_range CHECK (done_on BETWEEN '2000-01-01' AND '2099-12-31'),
	effect_months int NOT NULL DEFAULT 6 CONSTRAINT measure_effect_months_known CHECK (effect_months IN (3, 6, 12)),
	-- Null: nobody has looked yet.
	effect text CONSTRAINT measure_effect_known CHECK (effect IN ('none', 'some', 'full', 'worse')),
	effect_note text CONSTRAINT measure_effect_note_length CHECK (length(effect_note) BETWEEN 1 AND 2000),
	effect_on date,
	effect_by bigint CONSTRAINT measure_effect_by_fk REFERENCES person,
	-- Null: imported.
	made_by bigint CONSTRAINT measure_made_by_fk REFERENCES person,
	made_at timestamptz NOT NULL DEFAULT now(),
	changed_at timestamptz NOT NULL DEFAULT now(),
	dropped_at timestamptz,
	dropped_by bigint CONSTRAINT measure_dropped_by_fk REFERENCES person,
	dropped_reason text CONSTRAINT measure_dropped_reason_length CHECK (length(dropped_reason) BETWEEN 1 AND 1000),
	-- Another one at each change, so that the digests in the history say nothing of a text that is gone. Null: erased.
	salt uuid DEFAULT gen_random_uuid(),
	CONSTRAINT measure_done_when CHECK ((phase IN ('evaluate', 'follow_up')) = (done_on IS NOT NULL)),
	CONSTRAINT measure_effect_of_done CHECK (effect IS NULL OR done_on IS NOT NULL),
	CONSTRAINT measure_effect_when CHECK ((effect IS NULL) = (effect_on IS NULL) AND (effect IS NOT NULL OR effect_note IS NULL)),
	CONSTRAINT measure_dropped_when CHECK (dropped_at IS NOT NULL OR dropped_reason IS NULL)
);
ALTER TABLE measure
	ADD COLUMN effect_due_on date GENERATED ALWAYS AS ((done_on + effect_months * interval '1 month')::date) STORED,
	-- The day that matters next; null: nothing is left to do.
	ADD COLUMN next_on date GENERATED ALWAYS AS (CASE WHEN dropped_at IS NOT NULL OR effect IS NOT NULL THEN NULL
		WHEN done_on IS NULL THEN due_on ELSE (done_on + effect_months * interval '1 month')::date END) STORED;
CREATE INDEX measure_of_deviation ON measure (deviation_id, id);
CREATE INDEX measure_next ON measure (next_on, id) WHERE next_on IS NOT NULL;
CREATE INDEX measure_of_responsible ON measure (responsible_organisation_id, id);

CREATE FUNCTION oslo_today() RETURNS date LANGUAGE sql STABLE
AS $$ SELECT (now() AT TIME ZONE 'Europe/Oslo')::date $$;

-- With the rights of who asks, like the policies.
CREATE FUNCTION measure_is_treated(p_deviation bigint) RETURNS boolean LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM samavvik.deviation d WHERE d.id = p_deviation AND d.council_id = ANY (samavvik.acting_ids('councils'))); END $$;

ALTER TABLE measure ENABLE ROW LEVEL SECURITY;
-- Whoever sees the case sees what is done about it.
CREATE POLICY measure_seen ON measure FOR SELECT TO samavvik_service USING ((SELECT acting_job()) OR deviation_is_visible(deviation_id));
CREATE POLICY measure_added ON measure FOR INSERT TO samavvik_service WITH CHECK (
	(SELECT acting_job()) OR (made_by = (SELECT acting_person()) AND measure_is_treated(deviation_id)));
-- By the council that has the case; and by coordinators of who is responsible, as far as keep_measure() lets them.
CREATE POLICY measure_worked_on ON measure FOR UPDATE TO samavvik_service
	USING (measure_is_treated(deviation_id)
		OR (responsible_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[]) AND deviation_is_visible(deviation_id)))
	WITH CHECK (deviation_is_visible(deviation_id));
GRANT SELECT, INSERT ON measure TO samavvik_service;
GRANT UPDATE (version, text, phase, strength, severity, benefit, resource, responsible_organisation_id, due_on, done_on, effect_months, effect,
	effect_note, effect_on, effect_by, changed_at, dropped_at, dropped_by, dropped_reason, salt) ON measure TO samavvik_service;

-- Who is responsible says how far it has come and whether it helped; what is to be done, and by when, is the council's to say. What is
-- done as the owner (erasing) is not asked.
CREATE FUNCTION keep_measure() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
	IF row_security_active('samavvik.measure') AND NOT samavvik.measure_is_treated(OLD.deviation_id)
			AND (NEW.text, NEW.strength, NEW.severity, NEW.benefit, NEW.resource, NEW.responsible_organisation_id, NEW.due_on, NEW.effect_months,
				NEW.dropped_at) IS DISTINCT FROM (OLD.text, OLD.strength, OLD.severity, OLD.benefit, OLD.resource,
				OLD.responsible_organisation_id, OLD.due_on, OLD.effect_months, OLD.dropped_at) THEN
		RAISE EXCEPTION 'what is to be done is for the council to say' USING ERRCODE = 'insufficient_privilege';
	END IF;
	NEW.changed_at := now();
	RETURN NEW;
END
$$;
CREATE TRIGGER measure_kept BEFORE UPDATE ON measure FOR EACH ROW EXECUTE FUNCTION keep_measure();

-- Erasing a case takes what was written about its measures; how many there were, and whether they helped, is counted on.
CREATE FUNCTION erase_measures() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	UPDATE measure SET text = '[slettet]', effect_note = NULL, dropped_reason = NULL, salt = NULL, version = version + 1 WHERE deviation_id = NEW.id;
	RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION erase_measures() FROM PUBLIC;
CREATE TRIGGER deviation_erased_measures AFTER UPDATE OF erased_digest ON deviation
	FOR EACH ROW WHEN (OLD.erased_digest IS NULL AND NEW.erased_digest IS NOT NULL) EXECUTE FUNCTION erase_measures();

CREATE FUNCTION measure_state(m measure) RETURNS text LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN CASE
	WHEN m.dropped_at IS NOT NULL THEN 'dropped'
	WHEN m.effect IS NOT NULL THEN 'evaluated'
	WHEN m.done_on IS NULL THEN CASE WHEN m.due_on < samavvik.oslo_today() THEN 'overdue' ELSE 'open' END
	WHEN m.effect_due_on <= samavvik.oslo_today() THEN 'to_evaluate'
	ELSE 'done' END; END $$;
COMMENT ON FUNCTION measure_state(measure) IS 'open, overdue, done, to_evaluate, evaluated or dropped, today in Oslo';

CREATE FUNCTION measure_sides(m measure) RETURNS text[] LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN array_remove(ARRAY[CASE WHEN samavvik.measure_is_treated(m.deviation_id) THEN 'council' END,
	CASE WHEN m.responsible_organisation_id = ANY (samavvik.acting_ids('organisations')) THEN 'responsible' END], NULL); END $$;

-- p_steps: what may be done when: rows {step, state, side}.
CREATE FUNCTION measure_json(m measure, p_steps json) RETURNS json LANGUAGE plpgsql STABLE
AS $$
DECLARE
	stands text := measure_state(m);
	mine text[] := measure_sides(m);
BEGIN
	RETURN json_build_object('id', m.id::text, 'version', m.version,
		'case', (SELECT json_build_object('id', d.id::text, 'number', d.number, 'title', masked_text(d.title, d.id, 'title', NULL),
			'council', council_json(d.council_id)) FROM deviation d WHERE d.id = m.deviation_id),
		'text', m.text, 'state', stands, 'phase', m.phase, 'strength', m.strength,
		'severity', m.severity, 'benefit', m.benefit, 'resource', m.resource,
		'responsible_organisation', organisation_json(m.responsible_organisation_id),
		'due_on', m.due_on, 'done_on', m.done_on, 'effect_months', m.effect_months, 'effect_due_on', m.effect_due_on,
		'effect', m.effect, 'effect_note', m.effect_note, 'effect_on', m.effect_on, 'effect_by', person_name(m.effect_by),
		'made_by', person_name(m.made_by), 'made_at', time_json(m.made_at),
		'dropped', CASE WHEN m.dropped_at IS NOT NULL THEN json_build_object('at', time_json(m.dropped_at), 'by', person_name(m.dropped_by),
			'reason', m.dropped_reason) END,
		'allowed', (SELECT coalesce(json_agg(DISTINCT s.step), '[]') FROM json_to_recordset(p_steps) AS s (step text, state text, side text)
			WHERE s.state = stands AND s.side = ANY (mine)));
END
$$;

-- What the history says of a measure: codes, days, and a digest of what is written.
CREATE FUNCTION measure_digest(m measure) RETURNS text LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN encode(sha256(convert_to(concat(samavvik.hashed('samavvik measure 1'), samavvik.hashed(m.salt::text), samavvik.hashed(m.text),
	samavvik.hashed(m.effect_note), samavvik.hashed(m.dropped_reason)), 'UTF8')), 'hex'); END $$;
CREATE FUNCTION measure_detail(m measure) RETURNS jsonb LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN jsonb_strip_nulls(jsonb_build_object('measure_id', m.id, 'version', m.version, 'phase', m.phase, 'strength', m.strength,
	'severity', m.severity, 'benefit', m.benefit, 'resource', m.resource, 'responsible_organisation_id', m.responsible_organisation_id,
	'due_on', m.due_on, 'done_on', m.done_on, 'effect_months', m.effect_months, 'effect', m.effect, 'effect_on', m.effect_on,
	'digest', samavvik.measure_digest(m))); END $$;

ALTER DOMAIN event_kind DROP CONSTRAINT event_kind_known;
ALTER DOMAIN event_kind ADD CONSTRAINT event_kind_known CHECK (VALUE IN ('submitted', 'acknowledged', 'message_added', 'note_added',
	'answered', 'closed', 'reopened', 'learning_proposed', 'learning_published', 'warning_confirmed',
	'reference_added', 'reference_replaced', 'reference_opened', 'reference_requested', 'reference_approved',
	'reference_declined', 'reference_warned', 'reference_postponed', 'reference_destroyed', 'confirmed', 'erased',
	'text_masked', 'mask_lifted', 'assigned', 'reclassified', 'handed_over', 'returned', 'clock_paused', 'clock_resumed',
	'deadline_moved', 'escalated', 'correction_requested', 'addendum_added', 'attachment_added', 'attachment_removed',
	'linked', 'unlinked', 'match_offered', 'match_accepted', 'match_declined', 'acknowledgement_withdrawn',
	'measure_added', 'measure_changed', 'measure_moved', 'measure_evaluated', 'measure_dropped', 'measure_taken_up'));
