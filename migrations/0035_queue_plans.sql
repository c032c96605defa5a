-- What a list is narrowed to no longer makes the planner believe that next to nothing is left of it, which made it sort all cases of a
-- council instead of reading the first ones from the index: it cannot look into a CASE, and takes half to be left.
CREATE OR REPLACE FUNCTION queue_keeps(d deviation, p_status text, p_kind text, p_category text, p_harm text, p_party bigint, p_assignee bigint,
	p_from date, p_to date, p_point int, p_waiting text, p_overdue boolean) RETURNS boolean LANGUAGE sql STABLE
AS $$
	SELECT CASE WHEN num_nonnulls(p_status, p_kind, p_category, p_harm, p_party, p_assignee, p_from, p_to, p_point, p_waiting, p_overdue) = 0
		THEN true ELSE
		(p_status IS NULL OR d.status = p_status OR (p_status = 'new' AND d.status IN ('sent', 'reopened'))
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
		AND (p_overdue IS NULL OR (d.due_at < now()) IS TRUE = p_overdue) END
$$;
