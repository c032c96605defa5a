-- Masks: a piece of a case's text that shows who somebody is, or has no business there, is hidden from everybody by who handles
-- the case. What was written stays as the history knows it (a mask can be lifted); to be rid of it for good, a case is erased.
CREATE TABLE mask (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT mask_pk PRIMARY KEY,
	deviation_id bigint NOT NULL CONSTRAINT mask_deviation_fk REFERENCES deviation,
	field text CONSTRAINT mask_field_known
		CHECK (field IN ('title', 'description', 'immediate_action', 'suggestion', 'external_reference')),
	message_id bigint CONSTRAINT mask_message_fk REFERENCES message,
	-- Characters from 0, half-open.
	from_character int NOT NULL,
	to_character int NOT NULL,
	reason text NOT NULL CONSTRAINT mask_reason_known CHECK (reason IN ('identity', 'colleague', 'irrelevant')),
	masked_by bigint NOT NULL CONSTRAINT mask_masker_fk REFERENCES person,
	masked_at timestamptz NOT NULL DEFAULT now(),
	lifted_by bigint CONSTRAINT mask_lifter_fk REFERENCES person,
	lifted_at timestamptz,
	CONSTRAINT mask_of_one_text CHECK ((field IS NULL) <> (message_id IS NULL)),
	CONSTRAINT mask_place CHECK (from_character >= 0 AND to_character > from_character),
	CONSTRAINT mask_lifted_by_whom CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
);
CREATE INDEX mask_in_force ON mask (deviation_id) WHERE lifted_at IS NULL;

-- Both run with the caller's rights: the policies of deviation and message decide.
CREATE FUNCTION mask_is_handled(p_deviation bigint, p_message bigint) RETURNS boolean LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM samavvik.deviation d WHERE d.id = p_deviation
		AND (d.council_id = ANY (samavvik.acting_ids('councils'))
			OR d.reporter_organisation_id = ANY (samavvik.acting_ids('organisations'))
			OR d.other_organisation_id = ANY (samavvik.acting_ids('organisations'))))
	AND (p_message IS NULL OR EXISTS (SELECT 1 FROM samavvik.message m WHERE m.id = p_message AND m.deviation_id = p_deviation));
END $$;
CREATE FUNCTION mask_is_visible(p_deviation bigint, p_message bigint) RETURNS boolean LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM samavvik.deviation d WHERE d.id = p_deviation)
	AND (p_message IS NULL OR EXISTS (SELECT 1 FROM samavvik.message m WHERE m.id = p_message));
END $$;

ALTER TABLE mask ENABLE ROW LEVEL SECURITY;
CREATE POLICY mask_seen ON mask FOR SELECT TO samavvik_service USING (mask_is_visible(deviation_id, message_id));
CREATE POLICY mask_added ON mask FOR INSERT TO samavvik_service WITH CHECK (
	masked_by = (SELECT acting_person()) AND mask_is_handled(deviation_id, message_id));
CREATE POLICY mask_lifted ON mask FOR UPDATE TO samavvik_service USING (mask_is_handled(deviation_id, message_id))
	WITH CHECK (lifted_by = (SELECT acting_person()));
GRANT SELECT, INSERT ON mask TO samavvik_service;
GRANT UPDATE (lifted_by, lifted_at) ON mask TO samavvik_service;

-- A text with its masks on. Each hidden character is one block, so that places stay where they are.
CREATE FUNCTION masked_text(p_text text, p_deviation bigint, p_field text, p_message bigint) RETURNS text LANGUAGE plpgsql STABLE
AS $$
DECLARE
	m record;
	shown text := p_text;
BEGIN
	FOR m IN SELECT from_character, least(to_character, length(p_text)) AS to_character FROM samavvik.mask
		WHERE deviation_id = p_deviation AND lifted_at IS NULL AND field IS NOT DISTINCT FROM p_field
			AND message_id IS NOT DISTINCT FROM p_message AND from_character < length(p_text)
	LOOP
		shown := overlay(shown PLACING repeat('█', m.to_character - m.from_character)
			FROM m.from_character + 1 FOR m.to_character - m.from_character);
	END LOOP;
	RETURN shown;
END
$$;

-- As before, with titles masked: asked once for the whole page.
CREATE OR REPLACE FUNCTION deviation_page(p_ids bigint[], p_rows int) RETURNS TABLE (page json, next_cursor text)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	masked bigint[] := ARRAY(SELECT m.deviation_id FROM mask m
		WHERE m.deviation_id = ANY (p_ids[1:p_rows]) AND m.field = 'title' AND m.lifted_at IS NULL);
BEGIN
	next_cursor := CASE WHEN cardinality(p_ids) > p_rows THEN p_ids[p_rows]::text END;
	SELECT json_build_object('items', coalesce(json_agg(json_build_object('id', d.id::text, 'number', d.number,
			'kind', d.kind, 'category', d.category,
			'title', CASE WHEN d.id = ANY (masked) THEN masked_text(d.title, d.id, 'title', NULL) ELSE d.title END,
			'status', d.status,
			'actual_harm', d.actual_harm, 'potential_harm', d.potential_harm,
			'reporter_organisation', json_build_object('id', r.id::text, 'name', r.name, 'party', r.party),
			'other_organisation', json_build_object('id', o.id::text, 'name', o.name, 'party', o.party),
			'council', json_build_object('id', c.id::text, 'code', c.code, 'name', c.name),
			'submitted_at', time_json(d.submitted_at), 'answered_at', time_json(d.answered_at)) ORDER BY d.id DESC), '[]'),
		'next_cursor', next_cursor)
	INTO page
	FROM deviation d
	JOIN organisation r ON r.id = d.reporter_organisation_id
	JOIN organisation o ON o.id = d.other_organisation_id
	JOIN council c ON c.id = d.council_id
	WHERE d.id = ANY (p_ids[1:p_rows]);
	RETURN NEXT;
END
$$;

ALTER TABLE event DROP CONSTRAINT event_kind_known;
ALTER TABLE event ADD CONSTRAINT event_kind_known CHECK (kind IN ('submitted', 'acknowledged', 'message_added', 'note_added',
	'answered', 'closed', 'reopened', 'learning_proposed', 'learning_published', 'warning_confirmed',
	'reference_added', 'reference_replaced', 'reference_opened', 'reference_requested', 'reference_approved',
	'reference_declined', 'reference_warned', 'reference_postponed', 'reference_destroyed', 'confirmed', 'erased',
	'text_masked', 'mask_lifted'));
