-- The reason of a hand-over is looked up by its id. Joined on an expression over JSON, under a policy, no index could answer, and each case page with
-- a hand-over read every message there is.
CREATE OR REPLACE FUNCTION hand_overs_json(p_deviation bigint) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (SELECT coalesce(json_agg(json_build_object('from', council_json((e.detail ->> 'from_council_id')::bigint),
		'to', council_json((e.detail ->> 'to_council_id')::bigint), 'at', time_json(e.at), 'by', person_name(e.actor_person_id),
		'reason', (SELECT masked_text(m.text, p_deviation, NULL, m.id) FROM message m WHERE m.id = (e.detail ->> 'message_id')::bigint),
		'taken_back', e.detail ? 'taken_back') ORDER BY e.sequence), '[]')
	FROM event e WHERE e.deviation_id = p_deviation AND e.kind = 'handed_over'); END $$;
