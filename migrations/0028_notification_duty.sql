-- That an event may have to be notified elsewhere too: to whom, within what time, by which law. Dated data, because the law changes and
-- a helsefellesskap may have duties of its own. The program notes that there may be a duty; it never notifies, nor says that somebody did.
CREATE TABLE notification_duty (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT notification_duty_pk PRIMARY KEY,
	-- Null: everywhere. One of a helsefellesskap stands in the place of the one everywhere that has the same code.
	helsefellesskap_id bigint CONSTRAINT notification_duty_helsefellesskap_fk REFERENCES helsefellesskap,
	code text NOT NULL CONSTRAINT notification_duty_code_form CHECK (code ~ '^[a-z0-9_]+$'),
	-- To whom, and what: {nb, nn, en}.
	labels jsonb NOT NULL CONSTRAINT notification_duty_labels_whole CHECK (labels ?& ARRAY['nb', 'nn', 'en']),
	-- What the report must be about; null: whatever.
	kinds text[] CONSTRAINT notification_duty_kinds_known
		CHECK (kinds <@ ARRAY['patient', 'system', 'user_representative', 'positive']),
	categories text[],
	actual_harms text[] CONSTRAINT notification_duty_harms_known
		CHECK (actual_harms <@ ARRAY['none', 'low', 'moderate', 'severe', 'fatal']),
	-- One of the two parties is such a one.
	parties text[] CONSTRAINT notification_duty_parties_known
		CHECK (parties <@ ARRAY['hospital', 'municipality', 'gp', 'user_representative']),
	-- 0: at once.
	deadline int NOT NULL CONSTRAINT notification_duty_deadline_range CHECK (deadline BETWEEN 0 AND 1000),
	deadline_unit text NOT NULL CONSTRAINT notification_duty_deadline_unit_known
		CHECK (deadline_unit IN ('hours', 'days', 'working_days')),
	law text NOT NULL CONSTRAINT notification_duty_law_length CHECK (length(law) BETWEEN 1 AND 200),
	link text CONSTRAINT notification_duty_link_form CHECK (link ~ '^https://[^[:space:]]+$'),
	-- Null: not in force yet, and nobody knows from when.
	valid_from date,
	valid_to date,
	CONSTRAINT notification_duty_period CHECK (valid_to > valid_from)
);
CREATE UNIQUE INDEX notification_duty_unique ON notification_duty (coalesce(helsefellesskap_id, 0), code, coalesce(valid_from, '-infinity'));
ALTER TABLE notification_duty ENABLE ROW LEVEL SECURITY;
CREATE POLICY notification_duty_seen ON notification_duty FOR SELECT TO samavvik_service USING (true);
GRANT SELECT ON notification_duty TO samavvik_service;

-- Those that a report with these facts may fall under today.
CREATE FUNCTION notification_duties(p_helsefellesskap bigint, p_kind text, p_category text, p_actual_harm text, p_parties text[])
RETURNS json LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT coalesce(json_agg(json_build_object('code', n.code, 'labels', n.labels, 'deadline', n.deadline,
			'deadline_unit', n.deadline_unit, 'law', n.law, 'link', n.link) ORDER BY n.code), '[]')
		FROM (SELECT DISTINCT ON (d.code) d.* FROM notification_duty d
			WHERE (d.helsefellesskap_id IS NULL OR d.helsefellesskap_id = p_helsefellesskap)
				AND d.valid_from <= current_date AND (d.valid_to IS NULL OR d.valid_to > current_date)
			ORDER BY d.code, d.helsefellesskap_id NULLS LAST, d.valid_from DESC) n
		WHERE (n.kinds IS NULL OR p_kind = ANY (n.kinds)) AND (n.categories IS NULL OR p_category = ANY (n.categories))
			AND (n.actual_harms IS NULL OR p_actual_harm = ANY (n.actual_harms)) AND (n.parties IS NULL OR n.parties && p_parties));
END
$$;
