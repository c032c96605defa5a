-- As before; who approved a report is named to everybody who reads it, also to those who may not read the list of people.
CREATE OR REPLACE FUNCTION report_json(r report) RETURNS json LANGUAGE sql STABLE
AS $$
	SELECT CASE WHEN r.id IS NOT NULL THEN json_build_object('id', r.id::text, 'half_year', half_year_code(r.half_year), 'version', r.version,
		'state', r.state, 'what_changed', r.what_changed, 'smallest_shown', r.smallest_shown, 'data_version', r.data_version,
		'hash', r.hash, 'remarks', r.remarks, 'requested_at', time_json(r.requested_at), 'made_at', time_json(r.made_at),
		'approved_at', time_json(r.approved_at),
		'approved_by', person_name(r.approved_by), 'row_version', r.row_version) END
$$;
