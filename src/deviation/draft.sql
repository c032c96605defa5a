-- What somebody has begun to report. Every statement is about the person's own.

-- name: list_drafts
-- One's drafts, the newest first.
-- $1 days a draft is kept
SELECT json_build_object('items', coalesce(json_agg(json_build_object('id', d.id, 'version', d.version,
	'helsefellesskap', d.report ->> 'helsefellesskap', 'kind', d.report ->> 'kind', 'title', d.report ->> 'title',
	'other_organisation', organisation_json((d.report ->> 'other_organisation_id')::bigint),
	'attachments', (SELECT count(*) FROM attachment a WHERE a.person_id = d.person_id AND a.draft_id = d.id AND a.added_at IS NULL
		AND a.removed_at IS NULL),
	'updated_at', time_json(d.updated_at),
	'kept_until', ((d.updated_at + make_interval(days => $1::int)) AT TIME ZONE 'Europe/Oslo')::date) ORDER BY d.updated_at DESC), '[]'))
FROM draft d WHERE d.person_id = acting_person() AND NOT draft_filed(d.person_id, d.id)

-- name: get_draft
-- One draft, whole.
-- $1 id
SELECT json_build_object('id', d.id, 'version', d.version, 'updated_at', time_json(d.updated_at), 'report', d.report)
FROM draft d WHERE d.person_id = acting_person() AND d.id = $1 AND NOT draft_filed(d.person_id, d.id)

-- name: save_draft
-- Makes a draft or replaces the version somebody has seen. Column 0 is null when nothing was saved, and column 1 says why.
-- $1 id
-- $2 the version last seen, 0 for a new draft
-- $3 what was sent, with the member report
-- $4 how many one may keep
WITH before AS (
	SELECT draft_filed(acting_person(), $1) AS filed,
		(SELECT d.version FROM draft d WHERE d.person_id = acting_person() AND d.id = $1) AS version,
		(SELECT count(*) FROM draft d WHERE d.person_id = acting_person()) AS kept
),
made AS (
	INSERT INTO draft (person_id, id, report)
	SELECT acting_person(), $1, jsonb_strip_nulls($3::jsonb -> 'report') FROM before
	WHERE $2::int = 0 AND version IS NULL AND kept < $4::int AND NOT filed
	ON CONFLICT ON CONSTRAINT draft_pk DO NOTHING
	RETURNING id, version, updated_at
),
changed AS (
	UPDATE draft d SET report = jsonb_strip_nulls($3::jsonb -> 'report'), version = d.version + 1, updated_at = now() FROM before
	WHERE d.person_id = acting_person() AND d.id = $1 AND d.version = $2::int AND NOT before.filed
	RETURNING d.id, d.version, d.updated_at
),
saved AS (SELECT id, version, updated_at FROM made UNION ALL SELECT id, version, updated_at FROM changed)
SELECT (SELECT json_build_object('id', id, 'version', version, 'updated_at', time_json(updated_at)) FROM saved),
	CASE WHEN filed THEN 'draft_filed' WHEN version IS NULL AND $2::int > 0 THEN 'gone'
		WHEN version IS NULL AND kept >= $4::int THEN 'drafts_full' ELSE 'version_conflict' END
FROM before

-- name: delete_draft
-- With its files; of one that was not kept yet there may be files alone.
-- $1 id
WITH files AS (
	DELETE FROM attachment WHERE person_id = acting_person() AND draft_id = $1 AND added_at IS NULL RETURNING 1
),
gone AS (
	DELETE FROM draft WHERE person_id = acting_person() AND id = $1 RETURNING 1
)
SELECT 1 FROM (SELECT 1 FROM files UNION ALL SELECT 1 FROM gone) o LIMIT 1

-- name: last_choices
-- What the person chose in the last reports of a helsefellesskap, each combination once, the newest first: kind, own side, other side.
-- $1 code of the helsefellesskap
SELECT json_build_object('items', (
	SELECT coalesce(json_agg(json_build_object('kind', l.kind, 'reporter_organisation_id', l.reporter_organisation_id::text,
		'reporter_unit_id', l.reporter_unit_id::text, 'other_organisation_id', l.other_organisation_id::text,
		'other_unit_id', l.other_unit_id::text, 'other_service_id', l.other_service_id::text) ORDER BY l.newest DESC), '[]')
	FROM (
		SELECT kind, reporter_organisation_id, reporter_unit_id, other_organisation_id, other_unit_id, other_service_id, max(id) AS newest
		FROM (SELECT d.id, d.kind, d.reporter_organisation_id, d.reporter_unit_id, d.other_organisation_id, d.other_unit_id,
				d.other_service_id FROM deviation d WHERE d.reporter_person_id = acting_person() AND d.helsefellesskap_id = h.id
			ORDER BY d.id DESC LIMIT 20) own
		GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY max(id) DESC LIMIT 5) l))
FROM helsefellesskap h WHERE h.code = $1 AND h.id = ANY (acting_ids('helsefellesskap'))
