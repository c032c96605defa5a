-- Search in the queue: words of a case's text, in what the person sees, with the places marked. By functions of the owner, because the
-- operators of text search can use no index under a policy; they ask visible_deviations() themselves.

-- As before, and 'open': whatever is not closed.
CREATE OR REPLACE FUNCTION queue_keeps(d deviation, p_status text, p_kind text, p_category text, p_harm text, p_party bigint, p_assignee bigint,
	p_from date, p_to date, p_point int, p_waiting text, p_overdue boolean) RETURNS boolean LANGUAGE sql STABLE
AS $$
	SELECT (p_status IS NULL OR d.status = p_status OR (p_status = 'new' AND d.status IN ('sent', 'reopened'))
			OR (p_status = 'open' AND d.status <> 'closed'))
		AND (p_kind IS NULL OR d.kind = p_kind)
		AND (p_category IS NULL OR d.category = p_category)
		AND (p_harm IS NULL OR greatest(harm_rank(d.actual_harm), harm_rank(d.potential_harm)) >= harm_rank(p_harm))
		AND (p_party IS NULL OR d.reporter_organisation_id = p_party OR d.other_organisation_id = p_party)
		AND (p_assignee IS NULL OR coalesce(d.assignee_person_id, 0) = p_assignee)
		AND (p_from IS NULL OR d.submitted_at >= p_from::timestamp AT TIME ZONE 'Europe/Oslo')
		AND (p_to IS NULL OR d.submitted_at < (p_to + 1)::timestamp AT TIME ZONE 'Europe/Oslo')
		AND (p_point IS NULL OR d.agreement_point = p_point)
		AND (p_waiting IS NULL OR d.waiting_for = p_waiting OR (p_waiting = 'others' AND d.waiting_for <> 'council')
			OR (p_waiting = 'us' AND (
				(d.waiting_for = 'reporter_organisation' AND d.reporter_organisation_id = ANY (acting_ids('organisations')))
				OR (d.waiting_for = 'other_organisation' AND d.other_organisation_id = ANY (acting_ids('organisations'))))))
		AND (p_overdue IS NULL OR (d.due_at < now()) IS TRUE = p_overdue)
$$;

-- What is looked for, as somebody types it: words, "a phrase", -without, and the beginning of the last word. Null: no word of meaning.
CREATE FUNCTION queue_words(p_typed text) RETURNS tsquery LANGUAGE plpgsql STABLE
AS $$
DECLARE
	words tsquery := websearch_to_tsquery('pg_catalog.norwegian', p_typed);
BEGIN
	RETURN CASE WHEN numnode(words) > 0 THEN (words::text || CASE WHEN words::text LIKE '%''' AND p_typed ~ '\w$' THEN ':*' ELSE '' END)::tsquery END;
END
$$;

-- Ids of cases that the acting person sees and that hold the words, newest quarter first and in it newest first: up to one more than
-- p_rows, behind p_below. A case number finds its case at once. Goes back quarter by quarter until there is enough, so that a
-- search costs what it finds and not what there is.
CREATE FUNCTION search_queue(p_boxes bigint[], p_helsefellesskap text, p_of_organisation boolean, p_typed text, p_rows int, p_below bigint,
	p_status text, p_kind text, p_category text, p_harm text, p_party bigint, p_assignee bigint, p_from date, p_to date, p_point int,
	p_waiting text, p_overdue boolean) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	words tsquery := queue_words(p_typed);
	spaces bigint[] := acting_ids('helsefellesskap');
	boxes bigint[] := CASE WHEN p_of_organisation THEN p_boxes ELSE ARRAY(SELECT queue_councils(p_boxes, p_helsefellesskap)) END;
	newest int := coalesce((SELECT quarter FROM case_search WHERE deviation_id = p_below), case_quarter(now()));
	oldest int := (SELECT min(case_quarter(first.submitted_at)) FROM unnest(spaces) AS space (id) CROSS JOIN LATERAL (
		SELECT d.submitted_at FROM deviation d WHERE d.helsefellesskap_id = space.id ORDER BY d.submitted_at LIMIT 1) first);
	found bigint[] := '{}';
BEGIN
	IF p_typed ~* '^\s*[a-z]{2,6}-\d{4}-\d+\s*$' THEN
		RETURN ARRAY(SELECT d.id FROM visible_deviations() d WHERE d.number = upper(trim(p_typed)) AND p_below IS NULL
			AND (NOT p_of_organisation AND d.council_id = ANY (boxes)
				OR p_of_organisation AND (d.reporter_organisation_id = ANY (boxes) OR d.other_organisation_id = ANY (boxes))));
	ELSIF words IS NULL THEN
		RETURN found;
	END IF;
	FOR looked IN REVERSE newest .. coalesce(oldest, newest + 1) LOOP
		EXIT WHEN cardinality(found) > p_rows;
		found := found || ARRAY(
			SELECT d.id
			FROM unnest(spaces) AS space (id)
			JOIN case_search s ON s.helsefellesskap_id = space.id AND s.quarter = looked AND s.search @@ words
			JOIN visible_deviations() d ON d.id = s.deviation_id
			WHERE (looked < newest OR d.id < coalesce(p_below, 9223372036854775807))
				AND (NOT p_of_organisation AND d.council_id = ANY (boxes) OR p_of_organisation
					AND (d.reporter_organisation_id = ANY (boxes) OR d.other_organisation_id = ANY (boxes))
					AND (p_helsefellesskap IS NULL OR d.helsefellesskap_id = (SELECT h.id FROM helsefellesskap h WHERE h.code = p_helsefellesskap)))
				AND queue_keeps(d, p_status, p_kind, p_category, p_harm, p_party, p_assignee, p_from, p_to, p_point, p_waiting, p_overdue)
			ORDER BY d.id DESC LIMIT p_rows + 1 - cardinality(found));
	END LOOP;
	RETURN found;
END
$$;

-- A text in pieces: every second one is what was looked for. No markup leaves the database, and what looks like markup is text: the
-- parser would leave it out.
CREATE FUNCTION marked_pieces(p_text text, p_words tsquery, p_options text) RETURNS json LANGUAGE sql STABLE
AS $$ SELECT to_json(string_to_array(translate(ts_headline('pg_catalog.norwegian', translate(p_text, U&'<\E000\E001\E002', U&'\E002'), p_words,
	U&'StartSel="\E000", StopSel="\E001", ' || p_options), U&'\E001\E002', U&'\E000<'), U&'\E000')) $$;

-- Where the words stand in cases, as readers see the texts: with their masks on. Runs with the caller's rights.
CREATE FUNCTION found_texts(p_ids bigint[], p_typed text) RETURNS jsonb LANGUAGE plpgsql STABLE
AS $$
DECLARE
	words tsquery := queue_words(p_typed);
BEGIN
	IF words IS NULL OR p_typed ~* '^\s*[a-z]{2,6}-\d{4}-\d+\s*$' THEN
		RETURN '[]';
	END IF;
	RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', d.id::text,
			'title', marked_pieces(masked_text(d.title, d.id, 'title', NULL), words, 'HighlightAll=true'),
			'excerpt', marked_pieces(masked_text(d.description, d.id, 'description', NULL), words,
				'MaxFragments=2, MaxWords=18, MinWords=6, FragmentDelimiter=" … "'))), '[]')
		FROM deviation d WHERE d.id = ANY (p_ids));
END
$$;

REVOKE ALL ON FUNCTION search_queue(bigint[], text, boolean, text, int, bigint, text, text, text, text, bigint, bigint, date, date, int, text,
	boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_queue(bigint[], text, boolean, text, int, bigint, text, text, text, text, bigint, bigint, date, date, int,
	text, boolean) TO samavvik_service;
