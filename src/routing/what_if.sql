-- Trying a draft on the cases there were.

-- name: rule_draft_to_try
-- A draft, the version that counts, and what may be shown; no row for who may not see the draft.
-- $1 id of the draft
SELECT d.rules::text, d.version, r.id, r.version, h.id, h.smallest_shown, h.id = ANY (acting_ids('overseen'))
FROM rule_draft d
JOIN helsefellesskap h ON h.id = d.helsefellesskap_id
JOIN rule_set r ON r.helsefellesskap_id = h.id AND r.active_from IS NOT NULL AND r.active_to IS NULL
WHERE d.id = $1::bigint

-- name: routed_organisations
SELECT o.id, o.code, o.party FROM organisation o ORDER BY o.id

-- name: routed_cases
-- A batch of cases, newest first. Columns 0 to 2 are the place to continue below (time, id) and the number.
-- $1 helsefellesskap
-- $2 months back
-- $3 time to continue below, infinity at first
-- $4 id to continue below
-- $5 how many
SELECT c.submitted_at::text, c.id, c.number, c.kind, c.category, c.reporter_organisation_id, c.other_organisation_id, c.patient_group,
	c.phase, c.actual_harm, c.potential_harm, c.agreement_point, c.service_area
FROM routed_cases($1::bigint, now() - make_interval(months => $2::int), $3::timestamptz, $4::bigint, $5::int) c
