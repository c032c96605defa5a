-- What the verifier reads: rows of one JSON text each (record.h), in its order.

-- name: counters
-- How far the case numbers go, and which of them are free, read first.
SELECT json_build_object('record', 'counter', 'helsefellesskap_id', h.id::text, 'prefix', h.case_prefix, 'year', c.year::text,
	'last', c.last::text, 'free', (SELECT string_agg(f.serial::text, ',' ORDER BY f.serial) FROM free_case_number f
		WHERE f.helsefellesskap_id = c.helsefellesskap_id AND f.year = c.year))::text
FROM case_counter c JOIN helsefellesskap h ON h.id = c.helsefellesskap_id
ORDER BY h.id, c.year

-- name: last_seal
-- The end of the chain of seals: number and hash. No row when nothing was ever sealed.
SELECT number, encode(hash, 'hex') AS hash, history_time(at) AS at FROM seal ORDER BY number DESC LIMIT 1

-- name: cases
-- The records of the next cases, also of those that are gone but for a trace. Column 1 is the id of the case.
-- $1 id to continue after
-- $2 how many cases
-- $3 the last seal to look at
WITH ids AS MATERIALIZED (
	SELECT id FROM (
		(SELECT id FROM deviation WHERE id > $1::bigint ORDER BY id LIMIT $2::int)
		UNION (SELECT DISTINCT deviation_id FROM event WHERE deviation_id > $1::bigint ORDER BY deviation_id LIMIT $2::int)
		UNION (SELECT DISTINCT deviation_id FROM message WHERE deviation_id > $1::bigint ORDER BY deviation_id LIMIT $2::int)
		UNION (SELECT DISTINCT deviation_id FROM seal_entry WHERE deviation_id > $1::bigint ORDER BY deviation_id LIMIT $2::int)
	) traces ORDER BY id LIMIT $2::int
)
SELECT line, id FROM (
	SELECT d.id, 1 AS rank, 0::bigint AS place, json_build_object('record', 'case', 'id', d.id::text, 'number', d.number,
		'helsefellesskap_id', d.helsefellesskap_id::text, 'kind', filed ->> 'kind', 'category', filed ->> 'category',
		'phase', filed ->> 'phase', 'patient_group', filed ->> 'patient_group', 'agreement_point', filed ->> 'agreement_point',
		'hph_item', filed ->> 'hph_item', 'actual_harm', filed ->> 'actual_harm', 'potential_harm', filed ->> 'potential_harm',
		'reporter_organisation_id', d.reporter_organisation_id::text, 'reporter_unit_id', d.reporter_unit_id::text,
		'other_organisation_id', d.other_organisation_id::text, 'other_unit_id', d.other_unit_id::text,
		'rule_set_id', d.rule_set_id::text, 'route_rule', d.route_rule, 'submitted_at', history_time(d.submitted_at),
		'narrative', encode(d.erased_digest, 'hex'), 'year', d.year::text, 'serial', d.serial::text,
		'last_event', d.last_event::text, 'erased', CASE WHEN d.erased_digest IS NOT NULL THEN 'true' END,
		'now_id', CASE WHEN d.original IS NOT NULL THEN d.id::text END, 'now_kind', is_now ->> 'kind', 'now_category', is_now ->> 'category',
		'now_phase', is_now ->> 'phase', 'now_patient_group', is_now ->> 'patient_group',
		'now_agreement_point', is_now ->> 'agreement_point', 'now_hph_item', is_now ->> 'hph_item',
		'now_actual_harm', is_now ->> 'actual_harm', 'now_potential_harm', is_now ->> 'potential_harm',
		'salt', d.salt::text, 'title', d.title, 'description', d.description, 'immediate_action', d.immediate_action,
		'suggestion', d.suggestion, 'occurred_on', to_char(d.occurred_on, 'YYYY-MM-DD'),
		'external_system', d.external_system, 'external_reference', d.external_reference)::text AS line
	FROM ids JOIN deviation d ON d.id = ids.id
	CROSS JOIN LATERAL (SELECT classification_as_filed(d) AS filed, CASE WHEN d.original IS NOT NULL THEN classification_of(d) END AS is_now) c
	UNION ALL
	SELECT ids.id, 2, m.id, json_build_object('record', 'message', 'id', m.id::text, 'deviation_id', m.deviation_id::text,
		'audience', m.audience, 'is_answer', m.is_answer::text, 'author_person_id', m.author_person_id::text, 'side', m.side,
		'at', history_time(m.at), 'text_digest', encode(m.erased_digest, 'hex'),
		'erased', CASE WHEN m.erased_digest IS NOT NULL THEN 'true' END, 'salt', m.salt::text, 'text', m.text)::text
	FROM ids JOIN message m ON m.deviation_id = ids.id
	UNION ALL
	SELECT ids.id, 3, s.seal, json_build_object('record', 'sealed', 'deviation_id', s.deviation_id::text, 'number', s.number,
		'sequence', s.sequence::text, 'hash', encode(s.hash, 'hex'), 'seal', s.seal::text)::text
	FROM ids JOIN seal_entry s ON s.deviation_id = ids.id AND s.seal <= $3::bigint
	UNION ALL
	SELECT ids.id, 4, e.sequence, json_build_object('record', 'event', 'deviation_id', e.deviation_id::text,
		'sequence', e.sequence::text, 'kind', e.kind, 'internal', e.internal::text, 'actor_person_id', e.actor_person_id::text,
		'at', history_time(e.at), 'detail', e.detail::text, 'content', encode(e.content, 'hex'),
		'hash', encode(e.hash, 'hex'))::text
	FROM ids JOIN event e ON e.deviation_id = ids.id
) records
ORDER BY id, rank, place

-- name: seals
-- The records of the next seal. Column 1 is its number.
-- $1 number to continue after
-- $2 the last seal to look at
WITH next AS MATERIALIZED (
	SELECT number, at, cases, cases_digest, reads_after, reads_upto, reads, reads_digest, previous, hash
	FROM seal WHERE number > $1::bigint AND number <= $2::bigint ORDER BY number LIMIT 1
)
SELECT line, number FROM (
	SELECT number, 1 AS rank, 0::bigint AS place, json_build_object('record', 'seal', 'number', number::text,
		'at', history_time(at), 'cases', cases::text, 'cases_digest', encode(cases_digest, 'hex'),
		'reads_after', reads_after::text, 'reads_upto', reads_upto::text, 'reads', reads::text,
		'reads_digest', encode(reads_digest, 'hex'), 'previous', encode(previous, 'hex'),
		'hash', encode(hash, 'hex'))::text AS line
	FROM next
	UNION ALL
	SELECT n.number, 2, s.deviation_id, json_build_object('record', 'entry', 'deviation_id', s.deviation_id::text,
		'number', s.number, 'sequence', s.sequence::text, 'hash', encode(s.hash, 'hex'), 'seal', s.seal::text)::text
	FROM next n JOIN seal_entry s ON s.seal = n.number
	UNION ALL
	SELECT n.number, 3, r.id, json_build_object('record', 'read', 'id', r.id::text,
		'helsefellesskap_id', r.helsefellesskap_id::text, 'deviation_id', r.deviation_id::text,
		'person_id', r.person_id::text, 'what', r.what, 'at', history_time(r.at), 'detail', r.detail::text)::text
	FROM next n JOIN read_log r ON r.id > n.reads_after AND r.id <= n.reads_upto
) records
ORDER BY rank, place

-- name: read_log_settled
-- Up to where the read log can be sealed; a transaction of its own.
SELECT read_log_settled()

-- name: seal
-- One seal over what happened since the last one: whether it is full, so that more may be left; no row when nothing happened.
-- $1 up to where the read log can be sealed
SELECT greatest(cases, reads) >= seal_most() AS full FROM seal_history($1::bigint) AS made
