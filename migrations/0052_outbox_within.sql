-- Asked for every row of the outbox that is looked at: without a subquery it becomes part of the statement instead of being called.

CREATE FUNCTION ever_member(p_person bigint, p_helsefellesskap bigint) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p_person AND m.helsefellesskap_id = p_helsefellesskap) $$;

CREATE OR REPLACE FUNCTION outbox_within(o outbox, p_space bigint, p_administers boolean) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT CASE WHEN o.helsefellesskap_id IS NOT NULL THEN o.helsefellesskap_id = p_space
	ELSE p_administers AND ever_member(o.recipient_person_id, p_space) END $$;
