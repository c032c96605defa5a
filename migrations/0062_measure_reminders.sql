-- Reminders of measures: that one is not done by its day, and that it is time to look whether one has helped. Once for each day, whoever runs
-- the job; a day that was moved is another one.

CREATE TABLE measure_notice (
	measure_id bigint NOT NULL CONSTRAINT measure_notice_measure_fk REFERENCES measure,
	next_on date NOT NULL,
	at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT measure_notice_pk PRIMARY KEY (measure_id, next_on)
);
ALTER TABLE measure_notice ENABLE ROW LEVEL SECURITY;

ALTER DOMAIN notice_kind DROP CONSTRAINT outbox_kind_known;
ALTER DOMAIN notice_kind ADD CONSTRAINT outbox_kind_known CHECK (VALUE IN (
	'case_new', 'case_answered', 'case_closed', 'case_message', 'digest', 'reference_expiring',
	'reference_requested', 'reference_decided', 'invitation', 'password_reset', 'password_changed',
	'second_factor_removed', 'held_report', 'receipt_news', 'case_assigned', 'cases_assigned', 'case_mention', 'case_news',
	'case_handed_over', 'case_passed_around', 'deadline_reminder', 'deadline_passed', 'match_offered',
	'correction_requested', 'digest_draft', 'digest_waits', 'wheel_ahead', 'report_ready', 'note_release',
	'note_review', 'note_objected', 'note_ready', 'measure_overdue', 'measure_effect_due'));

-- Tells who leads the council and who works on the case, and the coordinators of who is responsible, as far as they see the case. Of a day
-- that had passed when the measure was entered nobody is told. Returns how many measures.
CREATE FUNCTION remind_of_measures(p_helsefellesskap bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	due record;
	told int := 0;
BEGIN
	PERFORM require_job();
	FOR due IN
		SELECT m.id, m.next_on, m.done_on, m.responsible_organisation_id, d.id AS deviation_id, d.council_id, d.assignee_person_id, c.name AS council
		FROM measure m
		JOIN deviation d ON d.id = m.deviation_id
		JOIN council c ON c.id = d.council_id
		WHERE d.helsefellesskap_id = p_helsefellesskap AND m.next_on <= oslo_today() - CASE WHEN m.done_on IS NULL THEN 1 ELSE 0 END
			AND m.next_on >= (m.made_at AT TIME ZONE 'Europe/Oslo')::date
			AND NOT EXISTS (SELECT 1 FROM measure_notice n WHERE n.measure_id = m.id AND n.next_on = m.next_on)
		ORDER BY m.next_on, m.id
		LIMIT 200
		FOR UPDATE OF m SKIP LOCKED
	LOOP
		INSERT INTO measure_notice (measure_id, next_on) VALUES (due.id, due.next_on) ON CONFLICT DO NOTHING;
		CONTINUE WHEN NOT FOUND;
		PERFORM queue_person_notices(CASE WHEN due.done_on IS NULL THEN 'measure_overdue' ELSE 'measure_effect_due' END, due.deviation_id,
			ARRAY(SELECT s.person_id FROM who_sees(due.deviation_id, leads_of(due.council_id) || due.assignee_person_id
				|| coordinators_of(ARRAY[due.responsible_organisation_id])) s),
			'measure:' || due.id || ':' || due.next_on, jsonb_build_object('council', due.council, 'date', due.next_on));
		told := told + 1;
	END LOOP;
	RETURN told;
END
$$;
REVOKE ALL ON FUNCTION remind_of_measures(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION remind_of_measures(bigint) TO samavvik_service;
