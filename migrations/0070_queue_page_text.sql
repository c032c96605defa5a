-- The page of the queue as text: it was made a json value only to be written out as text again, and reading 25 kB once more to see that
-- they are JSON was a twelfth of what the page cost. Its tag takes the order from the ids as they came, instead of sorting by it.
DROP FUNCTION queue_page(bigint[], int, boolean, text);

CREATE FUNCTION queue_page(p_ids bigint[], p_rows int, p_keyed boolean, p_known text)
RETURNS TABLE (page text, next_cursor text, tag text)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	ids bigint[] := p_ids[1:p_rows];
	own bigint[] := acting_ids('councils');
	masked bigint[];
	assignees bigint[];
	organisations bigint[];
	councils bigint[];
BEGIN
	SELECT md5(concat(ids::text, cardinality(p_ids), string_agg(concat(d.last_event), ' ' ORDER BY d.id))),
		array_agg(DISTINCT d.assignee_person_id) FILTER (WHERE d.assignee_person_id IS NOT NULL),
		array_agg(d.reporter_organisation_id) || array_agg(d.other_organisation_id), array_agg(d.council_id)
	INTO tag, assignees, organisations, councils FROM deviation d WHERE d.id = ANY (ids);
	IF tag = p_known THEN
		RETURN NEXT;
		RETURN;
	END IF;
	masked := ARRAY(SELECT m.deviation_id FROM mask m
		WHERE m.deviation_id = ANY (ids) AND m.field = 'title' AND m.lifted_at IS NULL);
	IF cardinality(p_ids) > p_rows THEN
		next_cursor := CASE WHEN NOT p_keyed THEN p_ids[p_rows]::text ELSE
			(SELECT d.urgency || '.' || coalesce((extract(epoch FROM d.due_at) * 1000000)::bigint, 0) || '.' || d.id
				FROM deviation d WHERE d.id = p_ids[p_rows]) END;
	END IF;
	WITH place AS MATERIALIZED (
		SELECT o.id, json_build_object('id', o.id::text, 'name', o.name, 'party', o.party)::text AS json
		FROM organisation o WHERE o.id = ANY (organisations)
	),
	box AS MATERIALIZED (
		SELECT c.id, concat('"helsefellesskap":', to_json(h.code), ',"council":',
			json_build_object('id', c.id::text, 'code', c.code, 'name', c.name), ',"treated_by_me":', (c.id = ANY (own))::text) AS json
		FROM council c JOIN helsefellesskap h ON h.id = c.helsefellesskap_id WHERE c.id = ANY (councils)
	),
	worker AS MATERIALIZED (
		SELECT w.id, json_build_object('id', w.id::text, 'name', person_name(w.id))::text AS json FROM unnest(assignees) AS w (id)
	)
	SELECT concat('{"items":[', string_agg(concat('{"id":"', d.id, '","number":"', d.number, '","version":', d.version, ',"event":', d.last_event,
			',"kind":"', d.kind, '","category":', to_json(d.category), ',"title":',
			to_json(CASE WHEN d.id = ANY (masked) THEN masked_text(d.title, d.id, 'title', NULL) ELSE d.title END),
			',"status":"', d.status, '","actual_harm":"', d.actual_harm, '","potential_harm":"', d.potential_harm,
			'","reporter_organisation":', r.json, ',"other_organisation":', o.json, ',', b.json,
			',"assignee":', coalesce(w.json, 'null'), ',"waiting_for":"', d.waiting_for, '","waiting_since":',
			queue_time(coalesce(d.waiting_since, d.submitted_at)), ',"due_at":', queue_time(d.due_at), ',"submitted_at":', queue_time(d.submitted_at),
			',"received_at":', queue_time(d.received_at), ',"answered_at":', queue_time(d.answered_at), ',"closed_at":', queue_time(d.closed_at), '}'),
			',' ORDER BY array_position(ids, d.id)), '],"next_cursor":', coalesce('"' || next_cursor || '"', 'null'), '}')
	INTO page
	FROM deviation d
	JOIN place r ON r.id = d.reporter_organisation_id
	JOIN place o ON o.id = d.other_organisation_id
	JOIN box b ON b.id = d.council_id
	LEFT JOIN worker w ON w.id = d.assignee_person_id
	WHERE d.id = ANY (ids);
	RETURN NEXT;
END
$$;
