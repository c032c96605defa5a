-- Subscriptions by what they are about and how often, learning summaries that go to an exact cohort, and the annual wheel.

ALTER TABLE subscription
	DROP CONSTRAINT subscription_pk,
	DROP CONSTRAINT subscription_frequency_known,
	ADD CONSTRAINT subscription_frequency_known CHECK (frequency IN ('weekly', 'monthly', 'quarterly', 'half_yearly')),
	ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT subscription_pk PRIMARY KEY,
	-- What it is about; null: everything.
	ADD COLUMN council_id bigint CONSTRAINT subscription_council_fk REFERENCES council,
	ADD COLUMN category text,
	ADD COLUMN party text CONSTRAINT subscription_party_known CHECK (party IN ('hospital', 'municipality', 'gp', 'user_representative')),
	ADD COLUMN patient_group text,
	-- When mail suits, in Oslo; null: the hours of the service, and no day before another.
	ADD COLUMN weekday int CONSTRAINT subscription_weekday_known CHECK (weekday BETWEEN 1 AND 7),
	ADD COLUMN from_hour int,
	ADD COLUMN to_hour int,
	-- Kept for a while, so that it can be taken up again from the page that a mail leads to.
	ADD COLUMN ended_at timestamptz,
	ADD CONSTRAINT subscription_hours CHECK ((from_hour IS NULL) = (to_hour IS NULL)
		AND coalesce(from_hour >= 0 AND to_hour <= 24 AND from_hour < to_hour, true));
CREATE UNIQUE INDEX subscription_once ON subscription (person_id, helsefellesskap_id, coalesce(council_id, 0), coalesce(category, ''),
	coalesce(party, ''), coalesce(patient_group, '')) WHERE ended_at IS NULL;
CREATE INDEX subscription_of_frequency ON subscription (helsefellesskap_id, frequency) WHERE ended_at IS NULL;

-- Mail that still waits does not go to who has unsubscribed.
CREATE FUNCTION drop_waiting_digests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	UPDATE outbox SET failed_at = now(), last_reason = 'cancelled', claimed_by = NULL, claimed_until = NULL
	WHERE sent_at IS NULL AND failed_at IS NULL AND kind = 'digest' AND parameters ->> 'subscription_id' = NEW.id::text
		AND (claimed_until IS NULL OR claimed_until < now());
	RETURN NULL;
END
$$;
CREATE TRIGGER subscription_ended AFTER UPDATE OF ended_at ON subscription FOR EACH ROW
	WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION drop_waiting_digests();

-- A link of a mail acts for a person without a session: the service has checked it and works as a job then.
DROP POLICY subscription_own ON subscription;
CREATE POLICY subscription_own ON subscription TO samavvik_service
	USING (person_id = (SELECT acting_person()) OR (SELECT acting_job()))
	WITH CHECK ((SELECT acting_job()) OR (person_id = (SELECT acting_person())
		AND helsefellesskap_id = ANY ((SELECT acting_ids('helsefellesskap'))::bigint[])));

ALTER TABLE digest
	ADD COLUMN frequency text NOT NULL DEFAULT 'weekly'
		CONSTRAINT digest_frequency_known CHECK (frequency IN ('weekly', 'monthly', 'quarterly', 'half_yearly')),
	ADD COLUMN status text NOT NULL DEFAULT 'sent' CONSTRAINT digest_status_known CHECK (status IN ('draft', 'approved', 'sent', 'dropped')),
	ADD COLUMN planned_at timestamptz NOT NULL DEFAULT now(),
	ADD COLUMN until timestamptz NOT NULL DEFAULT now(),
	ADD COLUMN decided_by bigint CONSTRAINT digest_decider_fk REFERENCES person,
	ADD COLUMN decided_at timestamptz,
	ADD COLUMN sent_at timestamptz,
	ADD COLUMN recipients int NOT NULL DEFAULT 0;
UPDATE digest SET planned_at = created_at, until = created_at, sent_at = created_at;
ALTER TABLE digest ADD CONSTRAINT digest_planned_once UNIQUE (helsefellesskap_id, frequency, planned_at);
COMMENT ON COLUMN digest.until IS 'Points published before this';

ALTER TABLE digest_note DROP CONSTRAINT digest_note_once;

-- Exactly who a summary went to, at which address, with which points.
CREATE TABLE digest_recipient (
	digest_id bigint NOT NULL CONSTRAINT digest_recipient_digest_fk REFERENCES digest,
	subscription_id bigint NOT NULL,
	person_id bigint NOT NULL CONSTRAINT digest_recipient_person_fk REFERENCES person,
	address text NOT NULL,
	language text NOT NULL,
	notes bigint[] NOT NULL,
	CONSTRAINT digest_recipient_pk PRIMARY KEY (digest_id, subscription_id)
);
-- A point goes to a person once, whatever that person subscribes to.
CREATE TABLE digest_receipt (
	person_id bigint NOT NULL,
	learning_note_id bigint NOT NULL,
	digest_id bigint NOT NULL CONSTRAINT digest_receipt_digest_fk REFERENCES digest,
	CONSTRAINT digest_receipt_once PRIMARY KEY (person_id, learning_note_id)
);
INSERT INTO digest_receipt (person_id, learning_note_id, digest_id)
SELECT DISTINCT ON (o.recipient_person_id, n.learning_note_id) o.recipient_person_id, n.learning_note_id, n.digest_id
FROM outbox o JOIN digest_note n ON n.digest_id = (o.parameters ->> 'digest_id')::bigint
WHERE o.kind = 'digest' AND o.recipient_person_id IS NOT NULL;

-- What happens when in a year. A digest is for one frequency of subscriptions; it and what follows a half-year are counted in days from
-- the end of the period, the rest has a day of the year.
CREATE TABLE annual_wheel (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT annual_wheel_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT annual_wheel_helsefellesskap_fk REFERENCES helsefellesskap,
	kind text NOT NULL CONSTRAINT annual_wheel_kind_known CHECK (kind IN ('report', 'digest', 'asu_pack', 'custom')),
	frequency text CONSTRAINT annual_wheel_frequency_known CHECK (frequency IN ('weekly', 'monthly', 'quarterly', 'half_yearly')),
	label text CONSTRAINT annual_wheel_label_length CHECK (length(label) BETWEEN 1 AND 120),
	month int CONSTRAINT annual_wheel_month_known CHECK (month BETWEEN 1 AND 12),
	day int CONSTRAINT annual_wheel_day_known CHECK (day BETWEEN 1 AND 28),
	days_after int CONSTRAINT annual_wheel_days_after_range CHECK (days_after BETWEEN 0 AND 170),
	days_ahead int NOT NULL DEFAULT 0 CONSTRAINT annual_wheel_days_ahead_range CHECK (days_ahead BETWEEN 0 AND 60),
	needs_approval boolean NOT NULL DEFAULT false,
	CONSTRAINT annual_wheel_when CHECK ((days_after IS NULL) = (month IS NOT NULL) AND (month IS NULL) = (day IS NULL)),
	CONSTRAINT annual_wheel_digest CHECK ((kind = 'digest') = (frequency IS NOT NULL) AND (kind <> 'digest' OR days_after IS NOT NULL)),
	CONSTRAINT annual_wheel_digest_once UNIQUE (helsefellesskap_id, frequency)
);

-- That those who approve were told of something that comes, so that they hear once.
CREATE TABLE wheel_notice (
	annual_wheel_id bigint NOT NULL,
	at timestamptz NOT NULL,
	CONSTRAINT wheel_notice_pk PRIMARY KEY (annual_wheel_id, at)
);

CREATE FUNCTION give_annual_wheel() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	INSERT INTO annual_wheel (helsefellesskap_id, kind, frequency, days_after, days_ahead, needs_approval) VALUES
		(NEW.id, 'digest', 'weekly', 0, 0, false), (NEW.id, 'digest', 'monthly', 5, 5, true),
		(NEW.id, 'digest', 'quarterly', 7, 7, true), (NEW.id, 'digest', 'half_yearly', 14, 14, true),
		(NEW.id, 'report', NULL, 30, 14, true), (NEW.id, 'asu_pack', NULL, 45, 7, true);
	RETURN NULL;
END
$$;
CREATE TRIGGER helsefellesskap_gets_wheel AFTER INSERT ON helsefellesskap FOR EACH ROW EXECUTE FUNCTION give_annual_wheel();
INSERT INTO annual_wheel (helsefellesskap_id, kind, frequency, days_after, days_ahead, needs_approval)
SELECT h.id, w.kind, w.frequency, w.days_after, w.days_ahead, w.needs_approval
FROM helsefellesskap h, (VALUES ('digest', 'weekly', 0, 0, false), ('digest', 'monthly', 5, 5, true), ('digest', 'quarterly', 7, 7, true),
	('digest', 'half_yearly', 14, 14, true), ('report', NULL, 30, 14, true), ('asu_pack', NULL, 45, 7, true))
	AS w (kind, frequency, days_after, days_ahead, needs_approval);

-- Time

CREATE FUNCTION period_start(p_frequency text, p_local timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_frequency WHEN 'weekly' THEN date_trunc('week', p_local) WHEN 'monthly' THEN date_trunc('month', p_local)
		WHEN 'quarterly' THEN date_trunc('quarter', p_local)
		ELSE date_trunc('year', p_local) + CASE WHEN extract(month FROM p_local) < 7 THEN interval '0' ELSE interval '6 months' END END
$$;
CREATE FUNCTION period_length(p_frequency text) RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_frequency WHEN 'weekly' THEN interval '7 days' WHEN 'monthly' THEN interval '1 month'
		WHEN 'quarterly' THEN interval '3 months' ELSE interval '6 months' END
$$;

-- When an entry last came round, at 07:00 in Oslo; p_turns later: when it comes again.
CREATE FUNCTION wheel_moment(w annual_wheel, p_now timestamptz, p_turns int) RETURNS timestamptz LANGUAGE sql STABLE
AS $$
	SELECT CASE WHEN w.days_after IS NULL THEN
		(CASE WHEN this_year <= local THEN this_year ELSE this_year - interval '1 year' END + p_turns * interval '1 year')
		ELSE period_start(coalesce(w.frequency, 'half_yearly'), local - w.days_after * interval '1 day' - interval '7 hours')
			+ p_turns * period_length(coalesce(w.frequency, 'half_yearly')) + w.days_after * interval '1 day' + interval '7 hours'
		END AT TIME ZONE 'Europe/Oslo'
	FROM (SELECT p_now AT TIME ZONE 'Europe/Oslo' AS local) n,
		LATERAL (SELECT make_timestamp(extract(year FROM n.local)::int, coalesce(w.month, 1), coalesce(w.day, 1), 7, 0, 0) AS this_year) y
$$;

-- The first moment from p_after on that suits: a day of the week (null: any, or with p_working only Monday to Friday), from an hour to another.
CREATE FUNCTION mail_moment(p_after timestamptz, p_weekday int, p_from int, p_to int, p_working boolean) RETURNS timestamptz
LANGUAGE sql STABLE
AS $$
	SELECT min(greatest(p_after, (d.day + p_from * interval '1 hour') AT TIME ZONE 'Europe/Oslo'))
	FROM (SELECT date_trunc('day', p_after AT TIME ZONE 'Europe/Oslo') + n * interval '1 day' AS day FROM generate_series(0, 8) n) d
	WHERE (d.day + p_to * interval '1 hour') AT TIME ZONE 'Europe/Oslo' > p_after
		AND (extract(isodow FROM d.day) = p_weekday OR (p_weekday IS NULL AND (NOT p_working OR extract(isodow FROM d.day) < 6)))
$$;

-- Making and sending

-- The points a summary could hold: what was published since the one before, or in the last two periods.
CREATE FUNCTION digest_candidates(p_helsefellesskap bigint, p_frequency text, p_until timestamptz) RETURNS bigint[]
LANGUAGE sql STABLE
AS $$
	SELECT coalesce(array_agg(id ORDER BY published_at, id), '{}') FROM (
		SELECT id, published_at FROM learning_note
		WHERE helsefellesskap_id = p_helsefellesskap AND status = 'published' AND published_at < p_until
			AND published_at >= least(p_until - 2 * period_length(p_frequency), (SELECT max(g.until) FROM digest g
				WHERE g.helsefellesskap_id = p_helsefellesskap AND g.frequency = p_frequency AND g.status = 'sent'))
		ORDER BY published_at DESC, id DESC LIMIT 50) newest
$$;

-- Which of the points goes to whom: what they subscribe to, from the beginning of the period they subscribed in, and what they have not had.
CREATE FUNCTION digest_matches(p_helsefellesskap bigint, p_frequency text, p_notes bigint[])
RETURNS TABLE (subscription_id bigint, person_id bigint, learning_note_id bigint)
LANGUAGE sql STABLE
AS $$
	SELECT DISTINCT ON (s.person_id, n.id) s.id, s.person_id, n.id
	FROM subscription s
	JOIN person p ON p.id = s.person_id AND p.email IS NOT NULL AND p.disabled_at IS NULL
	JOIN learning_note n ON n.id = ANY (p_notes) AND n.status = 'published'
		AND n.published_at >= period_start(s.frequency, s.created_at AT TIME ZONE 'Europe/Oslo') AT TIME ZONE 'Europe/Oslo'
		AND (s.council_id IS NULL OR s.council_id = n.council_id) AND (s.category IS NULL OR s.category = n.category)
		AND (s.party IS NULL OR n.parties = '{}' OR s.party = ANY (n.parties))
		AND (s.patient_group IS NULL OR s.patient_group = n.patient_group)
	WHERE s.helsefellesskap_id = p_helsefellesskap AND s.frequency = p_frequency AND s.ended_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM digest_receipt r WHERE r.person_id = s.person_id AND r.learning_note_id = n.id)
	ORDER BY s.person_id, n.id, s.id
$$;

-- Points in the order they are given, as a mail names them.
CREATE FUNCTION digest_points(p_notes bigint[], p_helsefellesskap bigint, p_language text)
RETURNS TABLE (place bigint, id bigint, title text, parties text, category text)
LANGUAGE sql STABLE
AS $$
	SELECT o.place, n.id, n.title, n.parties::text, (SELECT CASE p_language WHEN 'nn' THEN v.label_nn WHEN 'en' THEN v.label_en ELSE v.label_nb END
		FROM code_value v WHERE v.helsefellesskap_id = p_helsefellesskap AND v.list = 'category' AND v.code = n.category
		ORDER BY v.valid_from DESC LIMIT 1)
	FROM unnest(p_notes) WITH ORDINALITY o (id, place) JOIN learning_note n ON n.id = o.id AND n.status = 'published'
	ORDER BY o.place
$$;

-- To those of a helsefellesskap who approve its summaries: notice_kind with a date.
CREATE FUNCTION tell_approvers(p_helsefellesskap bigint, p_kind text, p_dedupe text, p_on timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	told int;
BEGIN
	INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key, parameters)
	SELECT DISTINCT p_helsefellesskap, p_kind, p.id, p.email, p.language, p_dedupe || ':' || p.id,
		jsonb_build_object('date', to_char(p_on AT TIME ZONE 'Europe/Oslo', 'YYYY-MM-DD'))
	FROM membership m JOIN person p ON p.id = m.person_id
	WHERE m.helsefellesskap_id = p_helsefellesskap AND m.role IN ('secretariat', 'follow_up') AND m.valid_from <= current_date
		AND (m.valid_to IS NULL OR m.valid_to > current_date) AND p.email IS NOT NULL AND p.disabled_at IS NULL
	ON CONFLICT ON CONSTRAINT outbox_dedupe_key_unique DO NOTHING;
	GET DIAGNOSTICS told = ROW_COUNT;
	RETURN told;
END
$$;

-- Makes a summary of what is new, nothing when nothing is: a draft for those who approve, or one that is to be sent. Null: none was made.
CREATE FUNCTION prepare_digest(p_helsefellesskap bigint, p_frequency text, p_planned timestamptz, p_until timestamptz, p_draft boolean)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	made bigint;
	notes bigint[];
BEGIN
	PERFORM require_job();
	PERFORM pg_advisory_xact_lock(hashtext('samavvik.digest'), p_helsefellesskap::int);
	IF EXISTS (SELECT 1 FROM digest WHERE helsefellesskap_id = p_helsefellesskap AND frequency = p_frequency AND planned_at = p_planned) THEN
		RETURN NULL;
	END IF;
	notes := ARRAY(SELECT DISTINCT m.learning_note_id
		FROM digest_matches(p_helsefellesskap, p_frequency, digest_candidates(p_helsefellesskap, p_frequency, p_until)) m);
	IF notes = '{}' THEN
		RETURN NULL;
	END IF;
	INSERT INTO digest (helsefellesskap_id, frequency, status, planned_at, until)
	VALUES (p_helsefellesskap, p_frequency, CASE WHEN p_draft THEN 'draft' ELSE 'approved' END, p_planned, p_until) RETURNING id INTO made;
	INSERT INTO digest_note (digest_id, learning_note_id, position)
	SELECT made, n.id, row_number() OVER (ORDER BY n.published_at, n.id) FROM learning_note n WHERE n.id = ANY (notes);
	IF p_draft THEN
		PERFORM tell_approvers(p_helsefellesskap, 'digest_draft', 'digest_draft:' || made, p_planned);
	END IF;
	RETURN made;
END
$$;

-- Sends an approved summary: who gets which points is written down, and the mail queued, in one transaction. p_from null: at once, but
-- for those who named hours of their own.
CREATE FUNCTION send_digest(p_digest bigint, p_now timestamptz, p_from int, p_to int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp SET enable_seqscan = on
AS $$
DECLARE
	d digest;
	sent int;
BEGIN
	PERFORM require_job();
	SELECT * INTO d FROM digest WHERE id = p_digest AND status = 'approved' FOR UPDATE;
	IF NOT FOUND THEN
		RETURN 0;
	END IF;
	PERFORM pg_advisory_xact_lock(hashtext('samavvik.digest'), d.helsefellesskap_id::int);
	WITH matched AS MATERIALIZED (
		SELECT m.subscription_id, m.person_id, m.learning_note_id, n.position FROM digest_matches(d.helsefellesskap_id, d.frequency,
			ARRAY(SELECT n.learning_note_id FROM digest_note n WHERE n.digest_id = d.id)) m
		JOIN digest_note n ON n.digest_id = d.id AND n.learning_note_id = m.learning_note_id
	), received AS (
		INSERT INTO digest_receipt (person_id, learning_note_id, digest_id) SELECT m.person_id, m.learning_note_id, d.id FROM matched m
	), cohort AS MATERIALIZED (
		SELECT g.subscription_id, g.person_id, g.notes, p.email, s.language, s.weekday, s.from_hour, s.to_hour
		FROM (SELECT m.subscription_id, m.person_id, array_agg(m.learning_note_id ORDER BY m.position) AS notes
			FROM matched m GROUP BY 1, 2) g
		JOIN subscription s ON s.id = g.subscription_id JOIN person p ON p.id = g.person_id
	), recorded AS (
		INSERT INTO digest_recipient (digest_id, subscription_id, person_id, address, language, notes)
		SELECT d.id, c.subscription_id, c.person_id, c.email, c.language, c.notes FROM cohort c
	), moments AS MATERIALIZED (
		SELECT w.weekday, w.from_hour, w.to_hour, CASE WHEN w.weekday IS NULL AND w.from_hour IS NULL AND p_from IS NULL THEN p_now
			ELSE mail_moment(p_now, w.weekday, coalesce(w.from_hour, p_from, 0), coalesce(w.to_hour, p_to, 24),
				w.from_hour IS NOT NULL OR p_from IS NOT NULL) END AS at
		FROM (SELECT DISTINCT c.weekday, c.from_hour, c.to_hour FROM cohort c) w
	), queued AS (
		-- Its time begins when it may go.
		INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key, created_at, not_before, parameters)
		SELECT d.helsefellesskap_id, 'digest', c.person_id, c.email, c.language, 'digest:' || d.id || ':' || c.subscription_id, o.at,
			o.at, jsonb_build_object('digest_id', d.id::text, 'subscription_id', c.subscription_id::text)
		FROM cohort c JOIN moments o ON o.weekday IS NOT DISTINCT FROM c.weekday AND o.from_hour IS NOT DISTINCT FROM c.from_hour
			AND o.to_hour IS NOT DISTINCT FROM c.to_hour
		RETURNING 1
	)
	SELECT count(*) INTO sent FROM queued;
	-- Somebody else's summary took all of it meanwhile.
	UPDATE digest SET status = CASE WHEN sent > 0 THEN 'sent' ELSE 'dropped' END, sent_at = CASE WHEN sent > 0 THEN p_now END, recipients = sent
	WHERE id = d.id;
	RETURN sent;
END
$$;

CREATE FUNCTION remind_of_digest(p_digest bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	d digest;
BEGIN
	PERFORM require_job();
	SELECT * INTO d FROM digest WHERE id = p_digest AND status = 'draft';
	RETURN CASE WHEN d.id IS NULL THEN 0 ELSE tell_approvers(d.helsefellesskap_id, 'digest_waits', 'digest_waits:' || d.id, d.planned_at) END;
END
$$;

-- Tells those who approve what else of the annual wheel comes, once each time it comes round.
CREATE FUNCTION remind_of_wheel(p_now timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	coming record;
	told int := 0;
BEGIN
	PERFORM require_job();
	FOR coming IN
		SELECT w.id, w.helsefellesskap_id, wheel_moment(w, p_now, 1) AS at FROM annual_wheel w
		WHERE w.kind <> 'digest' AND w.days_ahead > 0 AND wheel_moment(w, p_now, 1) - w.days_ahead * interval '1 day' <= p_now
	LOOP
		INSERT INTO wheel_notice (annual_wheel_id, at) VALUES (coming.id, coming.at) ON CONFLICT DO NOTHING;
		CONTINUE WHEN NOT FOUND;
		told := told + tell_approvers(coming.helsefellesskap_id, 'wheel_ahead',
			'wheel_ahead:' || coming.id || ':' || extract(epoch FROM coming.at)::bigint, coming.at);
	END LOOP;
	RETURN told;
END
$$;

-- Tells the readers of ASU and those who subscribe half-yearly, once for each half-year ("2026-H1"), that its report is there. Called in
-- the transaction that approves the report. Returns how many were told.
CREATE FUNCTION learning_announce_report(p_helsefellesskap bigint, p_half_year text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	told int;
BEGIN
	IF NOT acting_job() AND NOT EXISTS (SELECT 1 FROM memberships_today(acting_person()) m
			WHERE m.helsefellesskap_id = p_helsefellesskap AND m.role IN ('secretariat', 'follow_up', 'analyst', 'administrator')) THEN
		RAISE EXCEPTION 'not for this helsefellesskap' USING ERRCODE = 'SV403';
	END IF;
	INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key)
	SELECT p_helsefellesskap, 'report_ready', p.id, p.email, p.language, 'report_ready:' || p_helsefellesskap || ':' || p_half_year || ':' || p.id
	FROM person p
	WHERE p.email IS NOT NULL AND p.disabled_at IS NULL AND (
		EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id AND m.helsefellesskap_id = p_helsefellesskap AND m.role = 'asu_reader'
			AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date))
		OR EXISTS (SELECT 1 FROM subscription s WHERE s.person_id = p.id AND s.helsefellesskap_id = p_helsefellesskap
			AND s.frequency = 'half_yearly' AND s.ended_at IS NULL))
	ON CONFLICT ON CONSTRAINT outbox_dedupe_key_unique DO NOTHING;
	GET DIAGNOSTICS told = ROW_COUNT;
	RETURN told;
END
$$;

ALTER DOMAIN notice_kind DROP CONSTRAINT outbox_kind_known;
ALTER DOMAIN notice_kind ADD CONSTRAINT outbox_kind_known CHECK (VALUE IN ('case_new', 'case_answered', 'case_closed',
	'case_message', 'digest', 'reference_expiring', 'reference_requested', 'reference_decided', 'invitation', 'password_reset',
	'password_changed', 'second_factor_removed', 'held_report', 'receipt_news', 'case_assigned', 'case_mention', 'case_news',
	'case_handed_over', 'case_passed_around', 'deadline_reminder', 'deadline_passed', 'match_offered', 'correction_requested',
	'digest_draft', 'digest_waits', 'wheel_ahead', 'report_ready'));

ALTER TABLE digest_recipient ENABLE ROW LEVEL SECURITY;
ALTER TABLE digest_receipt ENABLE ROW LEVEL SECURITY;
ALTER TABLE annual_wheel ENABLE ROW LEVEL SECURITY;
ALTER TABLE wheel_notice ENABLE ROW LEVEL SECURITY;

DROP POLICY digest_job ON digest;
DROP POLICY digest_note_job ON digest_note;
-- What a summary holds is meant for everyone; whom it went to is not.
CREATE POLICY digest_seen ON digest FOR SELECT TO samavvik_service
	USING (helsefellesskap_id = ANY ((SELECT acting_ids('helsefellesskap'))::bigint[]) OR (SELECT acting_job()));
CREATE POLICY digest_note_seen ON digest_note FOR SELECT TO samavvik_service
	USING (EXISTS (SELECT 1 FROM digest d WHERE d.id = digest_id));
CREATE POLICY digest_recipient_job ON digest_recipient FOR SELECT TO samavvik_service USING ((SELECT acting_job()));
CREATE POLICY annual_wheel_seen ON annual_wheel FOR SELECT TO samavvik_service
	USING (helsefellesskap_id = ANY ((SELECT acting_ids('helsefellesskap'))::bigint[]) OR (SELECT acting_job()));
CREATE POLICY annual_wheel_written ON annual_wheel TO samavvik_service
	USING (helsefellesskap_id = ANY ((SELECT acting_ids('overseen'))::bigint[]));

REVOKE INSERT ON digest, digest_note FROM samavvik_service;
GRANT SELECT ON digest_recipient TO samavvik_service;
GRANT SELECT, INSERT, DELETE ON annual_wheel TO samavvik_service;
REVOKE ALL ON FUNCTION drop_waiting_digests(), give_annual_wheel(), tell_approvers(bigint, text, text, timestamptz),
	prepare_digest(bigint, text, timestamptz, timestamptz, boolean), send_digest(bigint, timestamptz, int, int),
	remind_of_digest(bigint), remind_of_wheel(timestamptz), learning_announce_report(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prepare_digest(bigint, text, timestamptz, timestamptz, boolean), send_digest(bigint, timestamptz, int, int),
	remind_of_digest(bigint), remind_of_wheel(timestamptz), learning_announce_report(bigint, text) TO samavvik_service;
