-- Mail of a summary that keeps to working days knows public holidays. Substitutes hear of a note that asks to be read, as of all mail to
-- a council.

-- The Gregorian computus, as in src/deviation/working_days.c.
CREATE FUNCTION easter_sunday(p_year int) RETURNS date LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
	a int := p_year % 19;
	b int := p_year / 100;
	c int := p_year % 100;
	h int := (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	l int := (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	n int := h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
BEGIN
	RETURN make_date(p_year, n / 31, n % 31 + 1);
END
$$;

-- Lov om 1 og 17 mai som høgtidsdagar; lov om helligdager og helligdagsfred § 2.
CREATE FUNCTION is_holiday(p_day date) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT to_char(p_day, 'MM-DD') IN ('01-01', '05-01', '05-17', '12-25', '12-26')
		OR p_day - samavvik.easter_sunday(extract(year FROM p_day)::int) IN (-3, -2, 0, 1, 39, 49, 50)
$$;

-- The day itself, or the first working day after a public holiday.
CREATE FUNCTION unless_holiday(p_day date) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT min(d.day) FROM (SELECT p_day + n AS day FROM generate_series(0, 9) n) d
	WHERE NOT samavvik.is_holiday(d.day) AND (d.day = p_day OR extract(isodow FROM d.day) < 6)
$$;

-- The first moment from p_after on that suits: a day of the week (null: any, or with p_working only working days), from an hour to another.
-- What would go on a public holiday goes on the first working day after it.
CREATE OR REPLACE FUNCTION mail_moment(p_after timestamptz, p_weekday int, p_from int, p_to int, p_working boolean) RETURNS timestamptz
LANGUAGE sql STABLE
AS $$
	SELECT min(greatest(p_after, (d.day + p_from * interval '1 hour') AT TIME ZONE 'Europe/Oslo'))
	FROM (SELECT CASE WHEN p_weekday IS NOT NULL OR p_working THEN unless_holiday(c.day) ELSE c.day END AS day
		FROM (SELECT (p_after AT TIME ZONE 'Europe/Oslo')::date + n AS day FROM generate_series(-9, 9) n) c
		WHERE extract(isodow FROM c.day) = p_weekday OR (p_weekday IS NULL AND (NOT p_working OR extract(isodow FROM c.day) < 6))) d
	WHERE (d.day + p_to * interval '1 hour') AT TIME ZONE 'Europe/Oslo' > p_after
$$;

CREATE OR REPLACE FUNCTION tell_who_is_asked(p_note bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	l learning_note;
	organisations bigint[] := ARRAY(SELECT organisation_id FROM note_release WHERE learning_note_id = p_note AND state = 'waiting');
	secretariat bigint[];
	council bigint[];
BEGIN
	SELECT * INTO l FROM learning_note WHERE id = p_note AND status = 'in_review' AND council_id = ANY (acting_ids('councils'));
	secretariat := with_substitutes(ARRAY(SELECT m.id FROM membership m WHERE m.helsefellesskap_id = l.helsefellesskap_id AND m.role = 'secretariat'));
	council := array_remove(with_substitutes(ARRAY(SELECT m.id FROM membership m WHERE m.council_id = l.council_id)), l.written_by);
	RETURN tell_of_note('note_release', l.id, coordinators_of(organisations)
			|| CASE WHEN EXISTS (SELECT 1 FROM unnest(organisations) AS o (id) WHERE NOT has_coordinator(o.id)) THEN secretariat END)
		+ tell_of_note('note_review', l.id, CASE WHEN cardinality(council) > 0 THEN council ELSE secretariat END);
END
$$;

-- Who has one of the memberships today, or stands in for who has.
CREATE FUNCTION with_substitutes(p_memberships bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	RETURN ARRAY(SELECT DISTINCT h.person_id FROM membership m
		CROSS JOIN LATERAL (SELECT m.person_id UNION ALL SELECT s.person_id FROM substitute s
			WHERE s.membership_id = m.id AND s.valid_from <= current_date AND s.valid_to > current_date) h
		WHERE m.id = ANY (p_memberships) AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date));
END
$$;
REVOKE ALL ON FUNCTION with_substitutes(bigint[]) FROM PUBLIC;
