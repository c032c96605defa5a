-- name: links
-- What belongs together with a case, and offers that it is the same event as one of the other party's. No row: no such case.
-- $1 id of the case
SELECT json_build_object(
	'may_link', d.council_id = ANY (acting_ids('councils')),
	'links', (SELECT coalesce(json_agg(json_build_object('kind', l.kind, 'id', o.id::text, 'number', o.number,
			'title', masked_text(o.title, o.id, 'title', NULL), 'status', o.status, 'by', person_name(l.made_by),
			'at', time_json(l.made_at)) ORDER BY l.id), '[]')
		FROM case_link l
		JOIN deviation o ON o.id = CASE WHEN l.first_deviation_id = d.id THEN l.second_deviation_id ELSE l.first_deviation_id END
		WHERE d.id IN (l.first_deviation_id, l.second_deviation_id) AND l.removed_at IS NULL),
	'matches', (SELECT coalesce(json_agg(json_build_object('id', m.id::text, 'organisation', organisation_json(m.organisation_id),
			'occurred_on', m.occurred_on, 'state', m.state, 'own_answer', m.own_answer, 'may_answer', m.may_answer,
			'number', m.other_number) ORDER BY m.id), '[]')
		FROM matches_of(d.id) m))
FROM deviation d WHERE d.id = $1::bigint

-- name: link
-- Null: the other case is none that the person sees.
-- $1 id of the case
-- $2 number of the other one
-- $3 kind
SELECT link_case($1::bigint, $2, $3)

-- name: unlink
-- Null: there is no such link.
-- $1 id of the case
-- $2 number of the other one
SELECT unlink_case($1::bigint, $2)

-- name: answer_match
-- $1 id of the case
-- $2 id of the match
-- $3 same or different
SELECT answer_match($1::bigint, $2::bigint, $3)

-- name: offer_matches
-- $1 how many of the new cases to look at
SELECT offer_matches($1::int)

-- name: links_standing
-- Whether the case is one of the person's council. No row: it is not to be seen.
-- $1 id of the case
SELECT d.council_id = ANY (acting_ids('councils')) FROM deviation d WHERE d.id = $1::bigint
