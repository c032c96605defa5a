-- Several reports of the same kind, sent as one.

-- name: confirmed_of_row
-- The warnings that were confirmed of what becomes the report of a row, by their places in that report. Null: none.
-- $1 warnings that were confirmed of the batch, as a JSON list
-- $2 number of the row, from 0
SELECT jsonb_agg(jsonb_set(f.one, '{pointer}', to_jsonb(regexp_replace(f.one ->> 'pointer', '^/rows/[0-9]+', ''))) ORDER BY f.place)
FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS f (one, place)
WHERE f.one ->> 'pointer' NOT LIKE '/rows/%' OR f.one ->> 'pointer' LIKE '/rows/' || $2 || '/%'

-- name: announce_once
-- $1 ids of the cases, as an array
SELECT announce_once($1::bigint[])

-- name: batch_receipts
-- The receipts of a batch in the order of its rows, as they were given. Each row has a key of its own, made from that of the batch.
-- $1 person
-- $2 what the keys of the rows begin with
SELECT json_build_object('items', coalesce(json_agg(json_build_object('id', d.id::text, 'number', d.number, 'status', 'sent', 'version', 1,
	'submitted_at', time_json(d.submitted_at), 'route', route_json(d.council_id, d.route_rule, d.route_why, d.also_told),
	'answer_due_on', (d.answer_promised_at AT TIME ZONE 'Europe/Oslo')::date) ORDER BY i.key), '[]'))
FROM idempotency i
JOIN deviation d ON d.id = i.resource_id
WHERE i.person_id = $1::bigint AND i.operation = 'submit_deviation' AND i.key >= $2 AND i.key < $2 || 'a'
