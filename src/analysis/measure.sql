-- Measures of a case: what there is, each step, and the work list across cases.

-- name: measures
-- The measures of one case, those with something left to do first, by its day. No row: the case is not to be seen.
-- $1 id of the case
-- $2 what may be done when: JSON rows {step, state, side}
SELECT json_build_object('may_add', measure_is_treated(d.id), 'items', (
	SELECT coalesce(json_agg(measure_json(m, $2::json) ORDER BY m.dropped_at IS NOT NULL, m.next_on NULLS LAST, m.id), '[]')
	FROM measure m WHERE m.deviation_id = d.id))
FROM deviation d WHERE d.id = $1::bigint

-- name: measure
-- Column 1 is its version.
-- $1 id
-- $2 what may be done when
SELECT measure_json(m, $2::json), m.version FROM measure m WHERE m.id = $1::bigint

-- name: measure_case
-- Whether the case is the person's council's. No row: not to be seen.
-- $1 id of the case
SELECT measure_is_treated(d.id) FROM deviation d WHERE d.id = $1::bigint

-- name: measure_lock
-- Locks the case of a measure for who may write in it, so that its steps are one after the other.
-- $1 id of the measure
SELECT d.id FROM deviation d WHERE d.id = (SELECT m.deviation_id FROM measure m WHERE m.id = $1::bigint) FOR UPDATE OF d

-- name: measure_standing
-- Where a measure stands and who asks. No row: not to be seen.
-- $1 id
SELECT measure_state(m), m.version, 'council' = ANY (measure_sides(m)), 'responsible' = ANY (measure_sides(m)), m.deviation_id, oslo_today()
FROM measure m WHERE m.id = $1::bigint

-- name: measure_may_be_responsible
-- Whether an organisation is of the case's helsefellesskap, or a party of the case.
-- $1 id of the case
-- $2 id of the organisation
SELECT EXISTS (SELECT 1 FROM deviation d WHERE d.id = $1::bigint AND ($2::bigint IN (d.reporter_organisation_id, d.other_organisation_id)
	OR EXISTS (SELECT 1 FROM helsefellesskap_member h WHERE h.helsefellesskap_id = d.helsefellesskap_id AND h.organisation_id = $2::bigint
		AND h.valid_from <= oslo_today() AND (h.valid_to IS NULL OR h.valid_to > oslo_today()))))

-- name: measure_add
-- $1 id of the case
-- $2 text
-- $3 strength
-- $4 severity or null
-- $5 benefit or null
-- $6 resource or null
-- $7 responsible organisation
-- $8 due on
-- $9 months until its effect is looked at, or null
-- $10 idempotency key
-- $11 digest of the request, as \x hex
WITH added AS (
	INSERT INTO measure (deviation_id, text, strength, severity, benefit, resource, responsible_organisation_id, due_on, effect_months, made_by)
	VALUES ($1::bigint, $2, $3, $4, $5, $6, $7::bigint, $8::date, coalesce($9::int, 6), acting_person()) RETURNING id
),
remembered AS (
	INSERT INTO idempotency (person_id, operation, key, request_digest, resource_id)
	SELECT acting_person(), 'add_measure', $10, $11::bytea, id FROM added
)
SELECT id FROM added

-- name: measure_in_history
-- Behind a step: the case's history says what there is now.
-- $1 id
-- $2 kind of event
WITH changed AS (
	UPDATE deviation d SET last_event = last_event + 1 FROM measure m WHERE m.id = $1::bigint AND d.id = m.deviation_id RETURNING d.id, d.last_event
)
INSERT INTO event (deviation_id, sequence, kind, actor_person_id, detail)
SELECT c.id, c.last_event, $2, acting_person(), measure_detail(m) FROM changed c JOIN measure m ON m.id = $1::bigint

-- name: measure_change
-- $1 id
-- $2 text
-- $3 strength
-- $4 severity or null
-- $5 benefit or null
-- $6 resource or null
-- $7 responsible organisation
-- $8 due on
-- $9 months until its effect is looked at, or null
UPDATE measure SET text = $2, strength = $3, severity = $4, benefit = $5, resource = $6, responsible_organisation_id = $7::bigint,
	due_on = $8::date, effect_months = coalesce($9::int, 6), version = version + 1, salt = gen_random_uuid()
WHERE id = $1::bigint

-- name: measure_move
-- Back to before it was done: then nothing is known of its effect either.
-- $1 id
-- $2 phase
-- $3 whether it is done in this phase
-- $4 day it was done, or null
UPDATE measure SET phase = $2, version = version + 1, salt = gen_random_uuid(),
	done_on = CASE WHEN $3::boolean THEN coalesce($4::date, done_on, oslo_today()) END,
	effect = CASE WHEN $3::boolean THEN effect END, effect_note = CASE WHEN $3::boolean THEN effect_note END,
	effect_on = CASE WHEN $3::boolean THEN effect_on END, effect_by = CASE WHEN $3::boolean THEN effect_by END
WHERE id = $1::bigint

-- name: measure_evaluate
-- $1 id
-- $2 effect
-- $3 note or null
UPDATE measure SET effect = $2, effect_note = $3, effect_on = oslo_today(), effect_by = acting_person(), version = version + 1,
	salt = gen_random_uuid()
WHERE id = $1::bigint

-- name: measure_drop
-- $1 id
-- $2 reason
UPDATE measure SET dropped_at = now(), dropped_by = acting_person(), dropped_reason = $2, version = version + 1, salt = gen_random_uuid()
WHERE id = $1::bigint

-- name: measure_take_up
-- $1 id
UPDATE measure SET dropped_at = NULL, dropped_by = NULL, dropped_reason = NULL, version = version + 1, salt = gen_random_uuid()
WHERE id = $1::bigint

-- name: measure_changed_since
-- What happened to a measure after a version of it, as members of a problem, oldest first.
-- $1 id
-- $2 the version
SELECT '"version":' || m.version || ',"changes":' || (SELECT coalesce(json_agg(json_build_object('kind', e.kind,
		'actor', person_name(e.actor_person_id), 'own', e.actor_person_id IS NOT DISTINCT FROM acting_person(), 'at', time_json(e.at),
		'person', NULL, 'text', CASE (e.detail ->> 'version')::int WHEN m.version THEN m.text END) ORDER BY e.sequence), '[]')
	FROM event e WHERE e.deviation_id = m.deviation_id AND e.detail ->> 'measure_id' = m.id::text AND (e.detail ->> 'version')::int > $2::int)::text
FROM measure m WHERE m.id = $1::bigint

-- name: measure_work
-- A page of the work list, what is due first on top, and how much there is. Column 1 is the next cursor.
-- $1 open, overdue or to_evaluate
-- $2 council, or null
-- $3 day to continue behind, or null
-- $4 and the id there
-- $5 rows on a page
-- $6 what may be done when
-- $7 code of the helsefellesskap, or null
WITH mine AS (
	SELECT m.id, m.next_on, m.done_on
	FROM measure m JOIN deviation d ON d.id = m.deviation_id
	WHERE m.next_on IS NOT NULL AND ($2::bigint IS NULL OR d.council_id = $2::bigint)
		AND ($7::text IS NULL OR d.helsefellesskap_id = (SELECT h.id FROM helsefellesskap h WHERE h.code = $7))
),
page AS (
	SELECT w.id, w.next_on, row_number() OVER (ORDER BY w.next_on, w.id) AS place
	FROM mine w
	WHERE CASE $1 WHEN 'overdue' THEN w.done_on IS NULL AND w.next_on < oslo_today()
			WHEN 'to_evaluate' THEN w.done_on IS NOT NULL AND w.next_on <= oslo_today() ELSE true END
		AND ($3::date IS NULL OR (w.next_on, w.id) > ($3::date, $4::bigint))
	ORDER BY w.next_on, w.id LIMIT $5::int + 1
),
following AS (
	SELECT to_char(next_on, 'YYYYMMDD') || '-' || id AS cursor
	FROM page WHERE place = $5::int AND EXISTS (SELECT 1 FROM page WHERE place > $5::int)
)
SELECT json_build_object(
	'items', (SELECT coalesce(json_agg(measure_json(m, $6::json) ORDER BY p.place), '[]')
		FROM page p JOIN measure m ON m.id = p.id WHERE p.place <= $5::int),
	'counts', (SELECT json_build_object('open', count(*), 'overdue', count(*) FILTER (WHERE done_on IS NULL AND next_on < oslo_today()),
		'to_evaluate', count(*) FILTER (WHERE done_on IS NOT NULL AND next_on <= oslo_today())) FROM mine),
	'next_cursor', (SELECT cursor FROM following)),
	(SELECT cursor FROM following)

-- name: measure_remind
-- $1 helsefellesskap
SELECT remind_of_measures($1::bigint)
