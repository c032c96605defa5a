-- name: queue_urgent
-- Open cases of councils, the most urgent first: by harm, then by what was promised, then by age. Column 1 is the next
-- cursor, column 2 the tag of the page; the page is null when it is the one of $4. So for all of the lists below.
-- $1 councils
-- $2 a helsefellesskap whose councils are listed too, or null
-- $3 rows on a page
-- $4 tag of the page somebody has, or null
-- $5 id to continue behind, or null
-- $6 status, or new, or null
-- $7 kind, or null
-- $8 category, or null
-- $9 harm, actual or potential, this or worse; or null
-- $10 organisation on either side, or null
-- $11 who works on it, 0 for nobody, or null
-- $12 sent on this day or later, or null
-- $13 sent on this day or before, or null
-- $14 point of the agreement, or null
-- $15 who has the ball, or others, or us, or null
-- $16 whether something is overdue, or null
-- $17 due time to continue behind, as of queue_due_at
-- $18 urgency to continue behind
SELECT page, next_cursor, tag FROM queue_page(ARRAY(
	SELECT found.id FROM queue_councils($1::bigint[], $2) AS box (id)
	CROSS JOIN LATERAL (
		SELECT d.id, d.urgency, coalesce(d.due_at, 'infinity'::timestamptz) AS due FROM deviation d
		WHERE d.council_id = box.id AND d.status <> 'closed'
			AND (d.urgency, coalesce(d.due_at, 'infinity'::timestamptz), d.id)
				> (coalesce($18::smallint, -1::smallint), queue_due_at($17::bigint), coalesce($5::bigint, 0))
			AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
		ORDER BY d.urgency, coalesce(d.due_at, 'infinity'::timestamptz), d.id LIMIT $3::int + 1) found
	ORDER BY found.urgency, found.due, found.id LIMIT $3::int + 1), $3::int, true, $4)

-- name: queue_due
-- Open cases of councils that have something due, the longest overdue first.
-- $1 … $17 as of queue_urgent
SELECT page, next_cursor, tag FROM queue_page(ARRAY(
	SELECT found.id FROM queue_councils($1::bigint[], $2) AS box (id)
	CROSS JOIN LATERAL (
		SELECT d.id, d.due_at FROM deviation d
		WHERE d.council_id = box.id AND d.due_at IS NOT NULL
			AND (d.due_at, d.id) > (queue_due_at($17::bigint), coalesce($5::bigint, 0))
			AND d.due_at < CASE WHEN $16::boolean THEN now() ELSE 'infinity' END
			AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
		ORDER BY d.due_at, d.id LIMIT $3::int + 1) found
	ORDER BY found.due_at, found.id LIMIT $3::int + 1), $3::int, true, $4)

-- name: queue_open
-- Open cases of councils, newest first.
-- $1 … $16 as of queue_urgent
SELECT page, next_cursor, tag FROM queue_page(ARRAY(
	SELECT found.id FROM queue_councils($1::bigint[], $2) AS box (id)
	CROSS JOIN LATERAL (
		SELECT d.id FROM deviation d
		WHERE d.council_id = box.id AND d.status <> 'closed' AND d.id < coalesce($5::bigint, 9223372036854775807)
			AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
		ORDER BY d.id DESC LIMIT $3::int + 1) found
	ORDER BY found.id DESC LIMIT $3::int + 1), $3::int, false, $4)

-- name: queue_new
-- Cases of councils that nobody has acknowledged, newest first.
-- $1 … $16 as of queue_urgent
SELECT page, next_cursor, tag FROM queue_page(ARRAY(
	SELECT found.id FROM queue_councils($1::bigint[], $2) AS box (id)
	CROSS JOIN LATERAL (
		SELECT d.id FROM deviation d
		WHERE d.council_id = box.id AND d.status IN ('sent', 'reopened') AND d.id < coalesce($5::bigint, 9223372036854775807)
			AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
		ORDER BY d.id DESC LIMIT $3::int + 1) found
	ORDER BY found.id DESC LIMIT $3::int + 1), $3::int, false, $4)

-- name: queue_waiting
-- Cases of councils where somebody else has the ball, newest first.
-- $1 … $16 as of queue_urgent
SELECT page, next_cursor, tag FROM queue_page(ARRAY(
	SELECT found.id FROM queue_councils($1::bigint[], $2) AS box (id)
	CROSS JOIN LATERAL (
		SELECT d.id FROM deviation d
		WHERE d.council_id = box.id AND d.status <> 'closed' AND d.waiting_for <> 'council'
			AND d.id < coalesce($5::bigint, 9223372036854775807)
			AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
		ORDER BY d.id DESC LIMIT $3::int + 1) found
	ORDER BY found.id DESC LIMIT $3::int + 1), $3::int, false, $4)

-- name: queue_all
-- Cases of councils, newest first.
-- $1 … $16 as of queue_urgent
SELECT page, next_cursor, tag FROM queue_page(ARRAY(
	SELECT found.id FROM queue_councils($1::bigint[], $2) AS box (id)
	CROSS JOIN LATERAL (
		SELECT d.id FROM deviation d
		WHERE d.council_id = box.id AND d.id < coalesce($5::bigint, 9223372036854775807)
			AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
		ORDER BY d.id DESC LIMIT $3::int + 1) found
	ORDER BY found.id DESC LIMIT $3::int + 1), $3::int, false, $4)

-- name: queue_party
-- queue_all narrowed to an organisation on either side: of one with few cases all of those are read, of others the council's until a
-- page is full. Without ORDER BY, and with + 0, so that the planner cannot take another index than the organisation's.
-- $1 … $16 as of queue_urgent
SELECT page, next_cursor, tag FROM queue_page(ARRAY(
	SELECT DISTINCT found.id FROM (
		SELECT d.id FROM deviation d
		WHERE (SELECT few_cases_of($10::bigint)) AND d.reporter_organisation_id = $10::bigint
			AND d.council_id + 0 = ANY (ARRAY(SELECT queue_councils($1::bigint[], $2))) AND d.id < coalesce($5::bigint, 9223372036854775807)
			AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
		UNION ALL
		SELECT d.id FROM deviation d
		WHERE (SELECT few_cases_of($10::bigint)) AND d.other_organisation_id = $10::bigint
			AND d.council_id + 0 = ANY (ARRAY(SELECT queue_councils($1::bigint[], $2))) AND d.id < coalesce($5::bigint, 9223372036854775807)
			AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
		UNION ALL
		(SELECT every.id FROM queue_councils($1::bigint[], $2) AS box (id)
		CROSS JOIN LATERAL (
			SELECT d.id FROM deviation d
			WHERE NOT (SELECT few_cases_of($10::bigint)) AND d.council_id = box.id AND d.id < coalesce($5::bigint, 9223372036854775807)
				AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
			ORDER BY d.id DESC LIMIT $3::int + 1) every)) found
	ORDER BY found.id DESC LIMIT $3::int + 1), $3::int, false, $4)

-- name: queue_organisation_open
-- Open cases between organisations and others, newest first.
-- $1 organisations a coordinator speaks for
-- $2 a helsefellesskap to keep to, or null
-- $3 … $16 as of queue_urgent
SELECT page, next_cursor, tag FROM queue_page(ARRAY(
	SELECT DISTINCT found.id FROM unnest($1::bigint[]) AS box (id)
	CROSS JOIN LATERAL (
		(SELECT d.id FROM deviation d
		WHERE d.reporter_organisation_id = box.id AND d.status <> 'closed' AND d.id < coalesce($5::bigint, 9223372036854775807)
			AND ($2::text IS NULL OR d.helsefellesskap_id = (SELECT h.id FROM helsefellesskap h WHERE h.code = $2))
			AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
		ORDER BY d.id DESC LIMIT $3::int + 1)
		UNION ALL
		(SELECT d.id FROM deviation d
		WHERE d.other_organisation_id = box.id AND d.status <> 'closed' AND d.id < coalesce($5::bigint, 9223372036854775807)
			AND ($2::text IS NULL OR d.helsefellesskap_id = (SELECT h.id FROM helsefellesskap h WHERE h.code = $2))
			AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
		ORDER BY d.id DESC LIMIT $3::int + 1)) found
	ORDER BY found.id DESC LIMIT $3::int + 1), $3::int, false, $4)

-- name: queue_organisation_all
-- Cases between organisations and others, newest first.
-- $1 organisations a coordinator speaks for
-- $2 a helsefellesskap to keep to, or null
-- $3 … $16 as of queue_urgent
SELECT page, next_cursor, tag FROM queue_page(ARRAY(
	SELECT DISTINCT found.id FROM unnest($1::bigint[]) AS box (id)
	CROSS JOIN LATERAL (
		(SELECT d.id FROM deviation d
		WHERE d.reporter_organisation_id = box.id AND d.id < coalesce($5::bigint, 9223372036854775807)
			AND ($2::text IS NULL OR d.helsefellesskap_id = (SELECT h.id FROM helsefellesskap h WHERE h.code = $2))
			AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
		ORDER BY d.id DESC LIMIT $3::int + 1)
		UNION ALL
		(SELECT d.id FROM deviation d
		WHERE d.other_organisation_id = box.id AND d.id < coalesce($5::bigint, 9223372036854775807)
			AND ($2::text IS NULL OR d.helsefellesskap_id = (SELECT h.id FROM helsefellesskap h WHERE h.code = $2))
			AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
		ORDER BY d.id DESC LIMIT $3::int + 1)) found
	ORDER BY found.id DESC LIMIT $3::int + 1), $3::int, false, $4)

-- name: queue_mine
-- Open cases the person works on, newest first.
-- $1 … $16 as of queue_urgent
SELECT page, next_cursor, tag FROM queue_page(ARRAY(
	SELECT d.id FROM deviation d
	WHERE d.assignee_person_id = acting_person() AND d.status <> 'closed' AND d.council_id = ANY (ARRAY(SELECT queue_councils($1::bigint[], $2)))
		AND d.id < coalesce($5::bigint, 9223372036854775807)
		AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
	ORDER BY d.id DESC LIMIT $3::int + 1), $3::int, false, $4)

-- name: queue_mine_urgent
-- Open cases the person works on, the most urgent first.
-- $1 … $18 as of queue_urgent
SELECT page, next_cursor, tag FROM queue_page(ARRAY(
	SELECT d.id FROM deviation d
	WHERE d.assignee_person_id = acting_person() AND d.status <> 'closed' AND d.council_id = ANY (ARRAY(SELECT queue_councils($1::bigint[], $2)))
		AND (d.urgency, coalesce(d.due_at, 'infinity'::timestamptz), d.id)
			> (coalesce($18::smallint, -1::smallint), queue_due_at($17::bigint), coalesce($5::bigint, 0))
		AND queue_keeps(d, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date, $13::date, $14::int, $15, $16::boolean)
	ORDER BY d.urgency, coalesce(d.due_at, 'infinity'::timestamptz), d.id LIMIT $3::int + 1), $3::int, true, $4)

-- name: queue_counts
-- How many cases the views of councils hold, each counted up to a ceiling, so that no count costs more than a page.
-- $1 councils
-- $2 a helsefellesskap whose councils are counted too, or null
-- $3 ceiling
SELECT json_build_object('ceiling', $3::int,
	'open', (SELECT count(*) FROM (SELECT 1 FROM queue_councils($1::bigint[], $2) AS box (id) CROSS JOIN LATERAL (
		SELECT 1 FROM deviation d WHERE d.council_id = box.id AND d.status <> 'closed' LIMIT $3::int) x LIMIT $3::int) y),
	'new', (SELECT count(*) FROM (SELECT 1 FROM queue_councils($1::bigint[], $2) AS box (id) CROSS JOIN LATERAL (
		SELECT 1 FROM deviation d WHERE d.council_id = box.id AND d.status IN ('sent', 'reopened') LIMIT $3::int) x LIMIT $3::int) y),
	'mine', (SELECT count(*) FROM (SELECT 1 FROM deviation d WHERE d.assignee_person_id = acting_person() AND d.status <> 'closed'
		AND d.council_id = ANY (ARRAY(SELECT queue_councils($1::bigint[], $2))) LIMIT $3::int) y),
	'waiting', (SELECT count(*) FROM (SELECT 1 FROM queue_councils($1::bigint[], $2) AS box (id) CROSS JOIN LATERAL (
		SELECT 1 FROM deviation d WHERE d.council_id = box.id AND d.status <> 'closed' AND d.waiting_for <> 'council'
		LIMIT $3::int) x LIMIT $3::int) y),
	'waiting_for_us', NULL,
	'overdue', (SELECT count(*) FROM (SELECT 1 FROM queue_councils($1::bigint[], $2) AS box (id) CROSS JOIN LATERAL (
		SELECT 1 FROM deviation d WHERE d.council_id = box.id AND d.due_at < now() LIMIT $3::int) x LIMIT $3::int) y))

-- name: queue_organisation_counts
-- The same for what organisations report or are the other party of: of their newest open cases, as many as twice the ceiling.
-- $1 organisations a coordinator speaks for
-- $2 a helsefellesskap to keep to, or null
-- $3 ceiling
SELECT json_build_object('ceiling', $3::int,
	'open', least(count(*), $3::int),
	'new', least(count(*) FILTER (WHERE status IN ('sent', 'reopened')), $3::int),
	'mine', NULL,
	'waiting', least(count(*) FILTER (WHERE waiting_for <> 'council'), $3::int),
	'waiting_for_us', least(count(*) FILTER (WHERE (waiting_for = 'reporter_organisation' AND reported)
		OR (waiting_for = 'other_organisation' AND other)), $3::int),
	'overdue', least(count(*) FILTER (WHERE due_at < now()), $3::int))
FROM (
	SELECT DISTINCT found.id, found.status, found.waiting_for, found.due_at,
		found.reporter_organisation_id = ANY ($1::bigint[]) AS reported, found.other_organisation_id = ANY ($1::bigint[]) AS other
	FROM unnest($1::bigint[]) AS box (id)
	CROSS JOIN LATERAL (
		(SELECT d.id, d.status, d.waiting_for, d.due_at, d.reporter_organisation_id, d.other_organisation_id FROM deviation d
		WHERE d.reporter_organisation_id = box.id AND d.status <> 'closed'
			AND ($2::text IS NULL OR d.helsefellesskap_id = (SELECT h.id FROM helsefellesskap h WHERE h.code = $2))
		ORDER BY d.id DESC LIMIT $3::int)
		UNION ALL
		(SELECT d.id, d.status, d.waiting_for, d.due_at, d.reporter_organisation_id, d.other_organisation_id FROM deviation d
		WHERE d.other_organisation_id = box.id AND d.status <> 'closed'
			AND ($2::text IS NULL OR d.helsefellesskap_id = (SELECT h.id FROM helsefellesskap h WHERE h.code = $2))
		ORDER BY d.id DESC LIMIT $3::int)) found) x

-- name: saved_views
-- The views the person keeps, by name.
SELECT json_build_object('items', coalesce(json_agg(json_build_object('id', v.id::text, 'name', v.name, 'filters', v.filters)
	ORDER BY lower(v.name), v.id), '[]'))
FROM saved_view v WHERE v.person_id = acting_person()

-- name: save_view
-- Keeps a view under its name, in the place of one of that name. No row when the person keeps too many already.
-- $1 name
-- $2 what was sent, with the member filters
-- $3 how many one may keep
INSERT INTO saved_view AS v (person_id, name, filters)
SELECT acting_person(), $1, jsonb_strip_nulls($2::jsonb -> 'filters')
WHERE (SELECT count(*) FROM saved_view o WHERE o.person_id = acting_person() AND o.name <> $1) < $3::int
ON CONFLICT ON CONSTRAINT saved_view_name_unique DO UPDATE SET filters = excluded.filters
RETURNING json_build_object('id', v.id::text, 'name', v.name, 'filters', v.filters)

-- name: delete_view
-- Gives up a view one keeps.
-- $1 id of the view
DELETE FROM saved_view WHERE person_id = acting_person() AND id = $1::bigint RETURNING 1

-- name: queue_found
-- Cases of councils or organisations that hold the words, newest first, with where they stand.
-- $1 councils, or organisations
-- $2 … $16 as of queue_urgent
-- $17 what is looked for
-- $18 whether $1 are organisations
WITH found AS MATERIALIZED (
	SELECT search_queue($1::bigint[], $2, $18::boolean, $17, $3::int, $5::bigint, $6, $7, $8, $9, $10::bigint, $11::bigint, $12::date,
		$13::date, $14::int, $15, $16::boolean) AS ids
)
SELECT CASE WHEN p.page IS NOT NULL THEN p.page::jsonb || jsonb_build_object('found', found_texts(found.ids[1:$3::int], $17)) END,
	p.next_cursor, p.tag
FROM found CROSS JOIN LATERAL queue_page(found.ids, $3::int, false, $4) p
