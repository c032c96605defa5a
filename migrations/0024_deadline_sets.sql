-- Deadlines as data: sets of a helsefellesskap, dated, in working days. A rule of routing names one by its code; without a name the
-- default holds. What a case is due is computed when it is filed (src/deviation/deadlines.h) and stored with it, so a set that
-- changes moves nothing that was promised.

CREATE TABLE deadline_set (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT deadline_set_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT deadline_set_helsefellesskap_fk REFERENCES helsefellesskap,
	code text NOT NULL CONSTRAINT deadline_set_code_form CHECK (code ~ '^[a-z0-9_]{1,60}$'),
	label_nb text NOT NULL,
	label_nn text NOT NULL,
	label_en text NOT NULL,
	-- Working days after the day the case was filed.
	receipt_days int NOT NULL CONSTRAINT deadline_set_receipt_days_range CHECK (receipt_days BETWEEN 1 AND 750),
	answer_days int NOT NULL CONSTRAINT deadline_set_answer_days_range CHECK (answer_days BETWEEN 1 AND 750),
	closing_days int NOT NULL CONSTRAINT deadline_set_closing_days_range CHECK (closing_days BETWEEN 1 AND 750),
	-- Who works on the case is reminded this many working days ahead; 0: on the day itself.
	reminder_days int NOT NULL DEFAULT 2 CONSTRAINT deadline_set_reminder_days_range CHECK (reminder_days BETWEEN 0 AND 30),
	-- Who is told when one has passed; null: nobody.
	escalation_role text DEFAULT 'council_lead' CONSTRAINT deadline_set_escalation_role_known
		CHECK (escalation_role IN ('council_lead', 'secretariat', 'follow_up')),
	-- Christmas Eve, New Year's Eve and the Wednesday before Easter: half days by custom, so each set says whether they count.
	eves_free boolean NOT NULL DEFAULT true,
	is_default boolean NOT NULL DEFAULT false,
	valid_from date NOT NULL DEFAULT '2000-01-01',
	valid_to date,
	CONSTRAINT deadline_set_unique UNIQUE (helsefellesskap_id, code, valid_from),
	CONSTRAINT deadline_set_period CHECK (valid_to > valid_from),
	CONSTRAINT deadline_set_order CHECK (receipt_days <= answer_days AND answer_days <= closing_days)
);
CREATE UNIQUE INDEX deadline_set_one_default ON deadline_set (helsefellesskap_id) WHERE is_default AND valid_to IS NULL;

-- Configuration, with nothing in it about anybody: it is read before it is known who acts.
ALTER TABLE deadline_set ENABLE ROW LEVEL SECURITY;
CREATE POLICY deadline_set_seen ON deadline_set FOR SELECT TO samavvik_service USING (true);
GRANT SELECT ON deadline_set TO samavvik_service;

-- What holds in a helsefellesskap that says nothing else: three weeks to an answer, as is common.
INSERT INTO deadline_set (helsefellesskap_id, code, label_nb, label_nn, label_en, receipt_days, answer_days, closing_days, is_default)
SELECT id, 'standard', 'Vanlige frister', 'Vanlege fristar', 'Usual deadlines', 3, 15, 60, true FROM helsefellesskap;

-- The sets that hold today, as deadline_set_pick() in src/deviation/deadlines.c reads them.
CREATE FUNCTION deadline_sets(p_helsefellesskap bigint) RETURNS text LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (
	SELECT string_agg(concat_ws(' ', s.code, s.receipt_days, s.answer_days, s.closing_days, s.eves_free::int, s.is_default::int)
		|| ';', '' ORDER BY s.id)
	FROM samavvik.deadline_set s
	WHERE s.helsefellesskap_id = p_helsefellesskap AND s.valid_from <= current_date
		AND (s.valid_to IS NULL OR s.valid_to > current_date)); END $$;

-- The code of the set a case follows. Null: filed before there were any; a job gives it the default's (jobs.sql).
ALTER TABLE deviation ADD COLUMN deadline_set text;
GRANT UPDATE (deadline_set) ON deviation TO samavvik_service;

-- Days in Oslo, as the contract shows them.
CREATE FUNCTION deadlines_json(d deviation) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN json_build_object('set', d.deadline_set,
	'receipt_due_on', (d.receipt_due_at AT TIME ZONE 'Europe/Oslo')::date,
	'answer_due_on', (d.answer_due_at AT TIME ZONE 'Europe/Oslo')::date,
	'close_due_on', (d.close_due_at AT TIME ZONE 'Europe/Oslo')::date,
	'promised_on', (d.answer_promised_at AT TIME ZONE 'Europe/Oslo')::date,
	'due_on', (d.due_at AT TIME ZONE 'Europe/Oslo')::date); END $$;
