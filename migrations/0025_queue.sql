-- The queue: what is most urgent first, views with an index each, counts, saved views, and cases worked on several at a time.

-- 0 first. What the council can do something about comes before what waits for others; then by harm; then a good story, which
-- nobody waits for.
ALTER TABLE deviation ADD COLUMN urgency smallint GENERATED ALWAYS AS (
	CASE WHEN waiting_for = 'council' THEN 0 ELSE 10 END
	+ CASE WHEN actual_harm IN ('severe', 'fatal') THEN 0
		WHEN potential_harm IN ('severe', 'fatal') OR actual_harm = 'moderate' THEN 1
		WHEN kind = 'positive' THEN 3
		ELSE 2 END) STORED;

-- Of open cases alone, so that no view costs more as the archive grows.
CREATE INDEX deviation_by_urgency ON deviation (council_id, urgency, (coalesce(due_at, 'infinity'::timestamptz)), id)
	WHERE status <> 'closed';
CREATE INDEX deviation_by_due ON deviation (council_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX deviation_new ON deviation (council_id, id) WHERE status IN ('sent', 'reopened');
CREATE INDEX deviation_waiting ON deviation (council_id, id) WHERE status <> 'closed' AND waiting_for <> 'council';
-- For coordinators: their organisation reported, or is the other party.
CREATE INDEX deviation_of_reporter_organisation ON deviation (reporter_organisation_id, id DESC);
CREATE INDEX deviation_of_reporter_organisation_open ON deviation (reporter_organisation_id, id DESC) WHERE status <> 'closed';
CREATE INDEX deviation_of_other_organisation ON deviation (other_organisation_id, id DESC);
CREATE INDEX deviation_of_other_organisation_open ON deviation (other_organisation_id, id DESC) WHERE status <> 'closed';

CREATE FUNCTION harm_rank(p_harm text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT array_position(ARRAY['none', 'low', 'moderate', 'severe', 'fatal'], p_harm) $$;

-- What a list is narrowed to; null: not by this. One expression without settings of its own, so that it becomes part of the
-- statement that asks. p_status 'new': not acknowledged. p_waiting 'others': not the council; 'us': organisations the person
-- coordinates. p_assignee 0: nobody.
CREATE FUNCTION queue_keeps(d deviation, p_status text, p_kind text, p_category text, p_harm text, p_party bigint, p_assignee bigint,
	p_from date, p_to date, p_point int, p_waiting text, p_overdue boolean) RETURNS boolean LANGUAGE sql STABLE
AS $$
	SELECT (p_status IS NULL OR d.status = p_status OR (p_status = 'new' AND d.status IN ('sent', 'reopened')))
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
		AND (p_overdue IS NULL OR (d.due_at < now()) IS TRUE = p_overdue)
$$;

-- The due time of a cursor: microseconds since 1970; 0: nothing is due, null: before everything.
CREATE FUNCTION queue_due_at(p_cursor bigint) RETURNS timestamptz LANGUAGE sql STABLE
AS $$ SELECT CASE WHEN p_cursor IS NULL THEN '-infinity' WHEN p_cursor = 0 THEN 'infinity'
	ELSE to_timestamp(0) + p_cursor * interval '1 microsecond' END $$;

-- Councils of a list: those named, or all of a helsefellesskap.
CREATE FUNCTION queue_councils(p_councils bigint[], p_helsefellesskap text) RETURNS SETOF bigint LANGUAGE sql STABLE
AS $$
	SELECT unnest(p_councils)
	UNION
	SELECT c.id FROM council c JOIN helsefellesskap h ON h.id = c.helsefellesskap_id WHERE h.code = p_helsefellesskap
$$;

-- A page of the queue: the cases of these ids in their order. p_known is the tag of the page somebody has: when nothing has changed,
-- the page stays null and only ids and event numbers were read. Runs with the caller's rights, so the policies hold here too.
CREATE FUNCTION queue_page(p_ids bigint[], p_rows int, p_keyed boolean, p_known text)
RETURNS TABLE (page json, next_cursor text, tag text)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	ids bigint[] := p_ids[1:p_rows];
	masked bigint[];
	names jsonb;
BEGIN
	SELECT md5(coalesce(string_agg(d.id || '.' || d.last_event, ' ' ORDER BY array_position(ids, d.id)), '') || cardinality(p_ids)),
		jsonb_object_agg(d.assignee_person_id, NULL) FILTER (WHERE d.assignee_person_id IS NOT NULL)
	INTO tag, names FROM deviation d WHERE d.id = ANY (ids);
	IF tag = p_known THEN
		RETURN NEXT;
		RETURN;
	END IF;
	IF names IS NOT NULL THEN
		names := (SELECT jsonb_object_agg(id, person_name(id::bigint)) FROM jsonb_object_keys(names) id);
	END IF;
	masked := ARRAY(SELECT m.deviation_id FROM mask m
		WHERE m.deviation_id = ANY (ids) AND m.field = 'title' AND m.lifted_at IS NULL);
	IF cardinality(p_ids) > p_rows THEN
		next_cursor := CASE WHEN NOT p_keyed THEN p_ids[p_rows]::text ELSE
			(SELECT d.urgency || '.' || coalesce((extract(epoch FROM d.due_at) * 1000000)::bigint, 0) || '.' || d.id
				FROM deviation d WHERE d.id = p_ids[p_rows]) END;
	END IF;
	SELECT json_build_object('items', coalesce(json_agg(json_build_object('id', d.id::text, 'number', d.number, 'version', d.version,
			'event', d.last_event, 'helsefellesskap', h.code, 'kind', d.kind, 'category', d.category,
			'title', CASE WHEN d.id = ANY (masked) THEN masked_text(d.title, d.id, 'title', NULL) ELSE d.title END,
			'status', d.status, 'actual_harm', d.actual_harm, 'potential_harm', d.potential_harm,
			'reporter_organisation', json_build_object('id', r.id::text, 'name', r.name, 'party', r.party),
			'other_organisation', json_build_object('id', o.id::text, 'name', o.name, 'party', o.party),
			'council', json_build_object('id', c.id::text, 'code', c.code, 'name', c.name),
			'assignee', CASE WHEN d.assignee_person_id IS NOT NULL THEN json_build_object('id', d.assignee_person_id::text,
				'name', names ->> d.assignee_person_id::text) END,
			'waiting_for', d.waiting_for, 'waiting_since', time_json(coalesce(d.waiting_since, d.submitted_at)),
			'due_at', time_json(d.due_at), 'submitted_at', time_json(d.submitted_at), 'received_at', time_json(d.received_at),
			'answered_at', time_json(d.answered_at), 'closed_at', time_json(d.closed_at),
			'treated_by_me', d.council_id = ANY (acting_ids('councils'))) ORDER BY i.place), '[]'),
		'next_cursor', next_cursor)
	INTO page
	FROM unnest(ids) WITH ORDINALITY AS i (id, place)
	JOIN deviation d ON d.id = i.id
	JOIN organisation r ON r.id = d.reporter_organisation_id
	JOIN organisation o ON o.id = d.other_organisation_id
	JOIN council c ON c.id = d.council_id
	JOIN helsefellesskap h ON h.id = d.helsefellesskap_id;
	RETURN NEXT;
END
$$;

-- A view a person keeps, seen by nobody else.
CREATE TABLE saved_view (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT saved_view_pk PRIMARY KEY,
	person_id bigint NOT NULL CONSTRAINT saved_view_person_fk REFERENCES person,
	name text NOT NULL CONSTRAINT saved_view_name_length CHECK (length(name) BETWEEN 1 AND 60),
	filters jsonb NOT NULL,
	CONSTRAINT saved_view_name_unique UNIQUE (person_id, name)
);
ALTER TABLE saved_view ENABLE ROW LEVEL SECURITY;
CREATE POLICY saved_view_own ON saved_view TO samavvik_service USING (person_id = (SELECT acting_person()));
GRANT SELECT, INSERT, DELETE ON saved_view TO samavvik_service;
GRANT UPDATE (filters) ON saved_view TO samavvik_service;

-- What is computed from other columns is not known yet when this trigger runs, so it is left out of what has to stay.
CREATE OR REPLACE FUNCTION keep_unless_erased() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	texts text[];
	mark jsonb;
	of_case bigint;
BEGIN
	IF TG_TABLE_NAME = 'message' THEN
		of_case := OLD.deviation_id;
		texts := ARRAY['text', 'salt', 'erased_digest'];
		mark := jsonb_build_object('text', '[slettet]', 'salt', NULL, 'erased_digest', message_text_digest(OLD));
	ELSE
		of_case := OLD.id;
		texts := ARRAY['title', 'description', 'immediate_action', 'suggestion', 'occurred_on', 'external_system',
			'external_reference', 'salt', 'erased_digest', 'version', 'last_event'];
		mark := jsonb_build_object('title', '[slettet]', 'description', '[slettet]', 'immediate_action', NULL,
			'suggestion', NULL, 'occurred_on', NULL, 'external_system', NULL, 'external_reference', NULL, 'salt', NULL,
			'erased_digest', narrative_digest(OLD));
	END IF;
	texts := texts || ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = TG_RELID AND attgenerated <> '');
	IF NOT to_jsonb(NEW) @> mark OR to_jsonb(NEW) - texts <> to_jsonb(OLD) - texts
			OR NOT EXISTS (SELECT 1 FROM erasure WHERE deviation_id = of_case AND approved AND decided_at = now()) THEN
		RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END
$$;

-- Acknowledging by mistake can be taken back for a while.
ALTER DOMAIN event_kind DROP CONSTRAINT event_kind_known;
ALTER DOMAIN event_kind ADD CONSTRAINT event_kind_known CHECK (VALUE IN ('submitted', 'acknowledged', 'message_added', 'note_added',
	'answered', 'closed', 'reopened', 'learning_proposed', 'learning_published', 'warning_confirmed',
	'reference_added', 'reference_replaced', 'reference_opened', 'reference_requested', 'reference_approved',
	'reference_declined', 'reference_warned', 'reference_postponed', 'reference_destroyed', 'confirmed', 'erased',
	'text_masked', 'mask_lifted', 'assigned', 'reclassified', 'handed_over', 'returned', 'clock_paused', 'clock_resumed',
	'deadline_moved', 'escalated', 'correction_requested', 'addendum_added', 'attachment_added', 'attachment_removed',
	'linked', 'unlinked', 'match_offered', 'match_accepted', 'match_declined', 'acknowledgement_withdrawn'));

-- Whether somebody sits in a council today, or stands in for who does; asked by its members alone.
CREATE FUNCTION sits_with_me(p_person bigint, p_council bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN p_council = ANY (acting_ids('councils')) AND EXISTS (SELECT 1 FROM memberships_today(p_person) m
	JOIN person p ON p.id = p_person WHERE m.council_id = p_council AND p.disabled_at IS NULL); END $$;

-- Tells somebody of a case of the acting person's council that it is theirs to work on.
CREATE FUNCTION tell_assignee(p_deviation bigint, p_person bigint, p_dedupe text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN (SELECT queue_person_notices('case_assigned', d.id, ARRAY[p_person], p_dedupe, '{}') FROM deviation d
	WHERE d.id = p_deviation AND p_person <> acting_person() AND sits_with_me(p_person, d.council_id)); END $$;

REVOKE ALL ON FUNCTION sits_with_me(bigint, bigint), tell_assignee(bigint, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sits_with_me(bigint, bigint), tell_assignee(bigint, bigint, text) TO samavvik_service;
