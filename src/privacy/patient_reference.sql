-- name: reference_standing
-- Where the reference of a case stands and who asks; no row when the case is not to be seen. Columns as in standing_of
-- (patient_reference_api.c). The sealed text is there only for those who may see it by the policies.
-- $1 id of the case
-- $2 code of the legal basis given, or null
SELECT d.status = 'closed', coalesce(d.reporter_person_id = acting_person(), false),
	d.reporter_organisation_id = ANY (acting_ids('organisations')), d.other_organisation_id = ANY (acting_ids('organisations')),
	v.id, coalesce(v.patient_reference, 'none'),
	r.deviation_id IS NOT NULL AND r.destroyed_at IS NULL, r.destroyed_at IS NOT NULL,
	coalesce(r.patient_objects, false), coalesce(r.kind = 'identity' AND w.reference_second_person, false),
	w.reference_approval_days, r.destroy_on, coalesce(r.postponed, 0),
	d.reporter_organisation_id, s.key_id, s.sealed::text,
	(SELECT q.id FROM reference_request q
		WHERE q.deviation_id = d.id AND q.requested_by = acting_person() AND q.approved AND q.expires_at > now()
			AND ($2::text IS NULL OR q.legal_basis = $2) ORDER BY q.id DESC LIMIT 1),
	EXISTS (SELECT 1 FROM code_value c WHERE c.helsefellesskap_id = d.helsefellesskap_id AND c.list = 'legal_basis' AND c.code = $2
		AND c.valid_from <= current_date AND (c.valid_to IS NULL OR c.valid_to > current_date))
FROM deviation d
LEFT JOIN patient_reference r ON r.deviation_id = d.id
LEFT JOIN sealed_reference s ON s.deviation_id = d.id
LEFT JOIN agreement_version v ON v.id = reference_agreement(d.reporter_organisation_id, d.other_organisation_id, current_date)
LEFT JOIN agreement_version w ON w.id = r.agreement_version_id
WHERE d.id = $1::bigint

-- name: reference_json
-- The reference of a case as the contract shows it to whoever sees the case: never the reference itself.
-- $1 id of the case
-- $2 what the person may do, as a JSON array
SELECT json_build_object(
	'policy', coalesce(v.patient_reference, 'none'),
	'agreement', CASE WHEN v.id IS NOT NULL THEN (SELECT json_build_object('title', a.title, 'version', v.version)
		FROM agreement a WHERE a.id = v.agreement_id) END,
	'state', CASE WHEN r.deviation_id IS NULL THEN 'none' WHEN r.destroyed_at IS NULL THEN 'present' ELSE 'destroyed' END,
	'kind', r.kind, 'patient_objects', r.patient_objects,
	'put_by', person_name(r.put_by), 'put_at', time_json(r.put_at),
	'second_person', coalesce(r.kind = 'identity' AND w.reference_second_person, false),
	'kept_days', coalesce(w.reference_days, v.reference_days),
	'destroy_on', CASE WHEN r.destroyed_at IS NULL THEN r.destroy_on END, 'warned', r.warned_at IS NOT NULL,
	'postponed', coalesce(r.postponed, 0), 'postponed_reason', CASE WHEN coordinated_party(d.reporter_organisation_id, d.other_organisation_id) IS NOT NULL
		THEN r.postponed_reason END,
	'destroyed_at', time_json(r.destroyed_at),
	'reporter_organisation', organisation_json(d.reporter_organisation_id),
	'other_organisation', organisation_json(d.other_organisation_id),
	'openings', (SELECT coalesce(json_agg(json_build_object('at', time_json(o.at), 'person', person_name(o.person_id),
			'organisation', organisation_json(o.organisation_id), 'legal_basis', o.legal_basis, 'purpose', o.purpose)
			ORDER BY o.id DESC), '[]')
		FROM reference_opening o WHERE o.deviation_id = d.id),
	'requests', (SELECT coalesce(json_agg(json_build_object('id', q.id::text, 'person', person_name(q.requested_by),
			'organisation', organisation_json(q.organisation_id), 'legal_basis', q.legal_basis, 'purpose', q.purpose,
			'requested_at', time_json(q.requested_at), 'expires_at', time_json(q.expires_at),
			'decided_by', person_name(q.decided_by), 'own', q.requested_by = acting_person(),
			'state', CASE WHEN q.approved = false THEN 'declined' WHEN q.expires_at <= now() THEN 'expired'
				WHEN q.approved THEN 'approved' ELSE 'waiting' END) ORDER BY q.id DESC), '[]')
		FROM reference_request q WHERE q.deviation_id = d.id),
	'allowed', $2::json)
FROM deviation d
LEFT JOIN patient_reference r ON r.deviation_id = d.id
LEFT JOIN agreement_version v ON v.id = reference_agreement(d.reporter_organisation_id, d.other_organisation_id, current_date)
LEFT JOIN agreement_version w ON w.id = r.agreement_version_id
WHERE d.id = $1::bigint

-- name: reference_put
-- $1 id of the case
-- $2 version of the agreement
-- $3 kind
-- $4 the patient objects
-- $5 reporting organisation
-- $6 id of the key
-- $7 the sealed text, as \x hex
SELECT put_reference($1::bigint, $2::bigint, $3, $4::boolean, $5::bigint, $6, $7::bytea)

-- name: reference_opened
-- Enters that the person has been shown the reference.
-- $1 id of the case
-- $2 legal basis
-- $3 purpose
-- $4 the approved request, or null
SELECT enter_opening($1::bigint, $2, $3, $4::bigint)

-- name: reference_request
-- $1 id of the case
-- $2 legal basis
-- $3 purpose
-- $4 days until it expires
SELECT request_reference($1::bigint, $2, $3, $4::int)

-- name: reference_request_standing
-- A request: its case, and whether it is the person's own. No row when it is not to be seen.
-- $1 request
SELECT q.deviation_id, q.requested_by = acting_person() FROM reference_request q WHERE q.id = $1::bigint

-- name: reference_decide
-- $1 request
-- $2 approved
SELECT decide_reference_request($1::bigint, $2::boolean)

-- name: reference_postpone
-- $1 id of the case
-- $2 the day that was seen
-- $3 days
-- $4 reason
SELECT postpone_destruction($1::bigint, $2::date, $3::int, $4)

-- name: reference_warn
-- A week before: column 0 how many cases were warned of.
SELECT warn_of_destruction()

-- name: reference_destroy
-- What is due: column 0 how many were destroyed.
SELECT destroy_references()

-- name: keys_in_use
-- How many references each key has sealed.
SELECT key_id, count(*) FROM sealed_reference GROUP BY key_id ORDER BY key_id

-- name: keys_stale
-- A batch sealed with another key than the active one. Waits for whoever works on one of them.
-- $1 id of the active key
-- $2 how many
SELECT deviation_id, organisation_id, key_id, sealed::text FROM sealed_reference
WHERE key_id <> $1 ORDER BY deviation_id LIMIT $2::int FOR UPDATE

-- name: keys_rewrap
-- $1 id of the case
-- $2 id of the active key
-- $3 the sealed text, as \x hex
UPDATE sealed_reference SET key_id = $2, sealed = $3::bytea WHERE deviation_id = $1::bigint
