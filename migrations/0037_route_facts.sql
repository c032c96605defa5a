-- What the rules saw of a case stays with the case. Filing writes nothing for it: while nothing that rules ask about has changed, the
-- columns of the case say it, and before the first change they are kept.

ALTER TABLE deviation ADD COLUMN route_facts jsonb;

CREATE FUNCTION facts_of(d deviation) RETURNS jsonb LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (
	SELECT jsonb_build_object('kind', d.kind, 'category', d.category, 'agreement_point', d.agreement_point, 'reporter_party', r.party,
		'other_party', o.party, 'reporter_organisation', r.name, 'other_organisation', o.name, 'patient_group', d.patient_group,
		'phase', d.phase, 'actual_harm', d.actual_harm, 'potential_harm', d.potential_harm)
	FROM samavvik.organisation r, samavvik.organisation o
	WHERE r.id = d.reporter_organisation_id AND o.id = d.other_organisation_id); END $$;

CREATE FUNCTION keep_route_facts() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN NEW.route_facts := samavvik.facts_of(OLD); RETURN NEW; END $$;
CREATE TRIGGER deviation_keeps_facts
	BEFORE UPDATE OF kind, category, agreement_point, patient_group, phase, actual_harm, potential_harm, reporter_organisation_id,
		other_organisation_id ON deviation
	FOR EACH ROW WHEN (OLD.route_facts IS NULL) EXECUTE FUNCTION keep_route_facts();
