-- Who may look into the read log: the data protection officer, at who saw which case and when, and at nothing that is in one.
-- Looking into the log is on record itself.

-- What a person was when they looked: roles, and where.
CREATE FUNCTION memberships_json(p_person bigint, p_helsefellesskap bigint, p_at timestamptz) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN (SELECT coalesce(json_agg(json_build_object('role', m.role, 'place', coalesce(c.name, o.name)) ORDER BY m.id), '[]')
	FROM membership m LEFT JOIN organisation o ON o.id = m.organisation_id LEFT JOIN council c ON c.id = m.council_id
	WHERE m.person_id = p_person AND m.helsefellesskap_id = p_helsefellesskap
		AND m.valid_from <= (p_at AT TIME ZONE 'Europe/Oslo')::date
		AND (m.valid_to IS NULL OR m.valid_to > (p_at AT TIME ZONE 'Europe/Oslo')::date)); END $$;

-- A page of the log, newest first, without the looks into the log of this very search. p_person is part of a name, or a user name.
CREATE FUNCTION read_log_page(p_number text, p_person text, p_from date, p_to date, p_below bigint, p_rows int)
RETURNS TABLE (page json, next_cursor text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	protected bigint[] := acting_protects();
	found bigint[];
BEGIN
	found := ARRAY(
		SELECT r.id FROM read_log r
		WHERE r.helsefellesskap_id = ANY (protected) AND r.id < coalesce(p_below, 9223372036854775807)
			AND (p_number IS NULL OR r.deviation_id IN (SELECT d.id FROM deviation d
				WHERE d.number = upper(p_number) AND d.helsefellesskap_id = ANY (protected)))
			AND (p_person IS NULL OR r.person_id IN (SELECT p.id FROM person p
				WHERE position(lower(p_person) IN lower(p.name)) > 0 OR p.username = lower(p_person)))
			AND r.at >= coalesce(p_from::timestamp AT TIME ZONE 'Europe/Oslo', '-infinity')
			AND r.at < coalesce((p_to + 1)::timestamp AT TIME ZONE 'Europe/Oslo', 'infinity')
		ORDER BY r.id DESC LIMIT p_rows + 1);
	next_cursor := CASE WHEN cardinality(found) > p_rows THEN found[p_rows]::text END;
	SELECT json_build_object('items', coalesce(json_agg(json_build_object('id', r.id::text, 'at', time_json(r.at), 'what', r.what,
			'person', CASE WHEN p.id IS NOT NULL THEN json_build_object('id', p.id::text, 'name', p.name) END,
			'memberships', memberships_json(r.person_id, r.helsefellesskap_id, r.at),
			'case', CASE WHEN d.id IS NOT NULL THEN json_build_object('id', d.id::text, 'number', d.number) END,
			'legal_basis', r.detail ->> 'legal_basis') ORDER BY r.id DESC), '[]'),
		'case', (SELECT json_build_object('id', d.id::text, 'number', d.number) FROM deviation d
			WHERE d.number = upper(p_number) AND d.helsefellesskap_id = ANY (protected)),
		'next_cursor', next_cursor)
	INTO page
	FROM read_log r LEFT JOIN person p ON p.id = r.person_id LEFT JOIN deviation d ON d.id = r.deviation_id
	WHERE r.id = ANY (found[1:p_rows]);
	IF p_below IS NULL THEN
		INSERT INTO read_log (helsefellesskap_id, person_id, what, detail)
		SELECT h, acting_person(), 'read_log', jsonb_strip_nulls(jsonb_build_object('number', upper(p_number), 'person', p_person,
			'from', p_from, 'to', p_to)) FROM unnest(protected) h;
	END IF;
	RETURN NEXT;
END
$$;

-- Everyone who has seen a case: who looked, and who filed, wrote or worked on it. Null for a case that is not the person's to
-- look at.
CREATE FUNCTION case_readers(p_deviation bigint) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	d deviation;
	readers json;
BEGIN
	SELECT x.* INTO d FROM deviation x WHERE x.id = p_deviation AND x.helsefellesskap_id = ANY (acting_protects());
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	SELECT coalesce(json_agg(json_build_object(
		'person', CASE WHEN p.id IS NOT NULL THEN json_build_object('id', p.id::text, 'name', p.name) END,
		'memberships', memberships_json(seen.person_id, d.helsefellesskap_id, seen.last_at),
		'what', seen.what, 'times', seen.times, 'first_at', time_json(seen.first_at), 'last_at', time_json(seen.last_at))
		ORDER BY seen.first_at, p.name, seen.what), '[]')
	INTO readers
	FROM (
		SELECT person_id, what, count(*) AS times, min(at) AS first_at, max(at) AS last_at FROM (
			SELECT r.person_id, r.what, r.at FROM read_log r WHERE r.deviation_id = d.id
			UNION ALL
			SELECT e.actor_person_id, 'work', e.at FROM event e WHERE e.deviation_id = d.id AND e.actor_person_id IS NOT NULL
		) looks GROUP BY person_id, what
	) seen
	LEFT JOIN person p ON p.id = seen.person_id;
	PERFORM note_read(d.id, 'readers', NULL);
	RETURN json_build_object('case', json_build_object('id', d.id::text, 'number', d.number), 'submitted_at', time_json(d.submitted_at),
		'made_at', time_json(now()), 'readers', readers);
END
$$;

REVOKE ALL ON FUNCTION memberships_json(bigint, bigint, timestamptz), read_log_page(text, text, date, date, bigint, int),
	case_readers(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_log_page(text, text, date, date, bigint, int), case_readers(bigint) TO samavvik_service;
CREATE INDEX deviation_by_number ON deviation (number);
