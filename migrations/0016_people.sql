-- People and memberships, managed by administrators; substitutes; what happens to a reporter's open cases when the
-- reporter leaves. Memberships end, they are never deleted; each change is on record.

-- Everything goes through the functions below, which check who asks: nothing is granted on the tables.
DROP POLICY membership_added ON membership;
REVOKE INSERT (person_id, helsefellesskap_id, role, organisation_id, council_id, valid_from, valid_to) ON membership FROM samavvik_service;

ALTER TABLE access_change DROP CONSTRAINT access_change_kind_known;
ALTER TABLE access_change ADD CONSTRAINT access_change_kind_known CHECK (kind IN ('membership_added', 'membership_ended',
	'token_created', 'token_revoked', 'substitute_named', 'substitute_ended', 'person_added', 'person_disabled', 'person_enabled',
	'person_left'));
CREATE TRIGGER access_change_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON access_change
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP POLICY access_change_seen ON access_change;
CREATE POLICY access_change_seen ON access_change FOR SELECT TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT administered())::bigint[])
	OR helsefellesskap_id = ANY ((SELECT acting_protects())::bigint[]));

-- A substitute has one membership of somebody else for a while. Whose it is and where stand here again, so that the policies of
-- the two tables do not need each other.
CREATE TABLE substitute (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT substitute_pk PRIMARY KEY,
	membership_id bigint NOT NULL CONSTRAINT substitute_membership_fk REFERENCES membership,
	for_person_id bigint NOT NULL CONSTRAINT substitute_for_fk REFERENCES person,
	helsefellesskap_id bigint NOT NULL CONSTRAINT substitute_helsefellesskap_fk REFERENCES helsefellesskap,
	person_id bigint NOT NULL CONSTRAINT substitute_person_fk REFERENCES person,
	valid_from date NOT NULL,
	valid_to date NOT NULL,
	CONSTRAINT substitute_period CHECK (valid_to >= valid_from),
	CONSTRAINT substitute_another CHECK (person_id <> for_person_id)
);
CREATE INDEX substitute_person ON substitute (person_id, valid_to);
CREATE INDEX substitute_membership ON substitute (membership_id);
ALTER TABLE substitute ENABLE ROW LEVEL SECURITY;
CREATE POLICY substitute_seen ON substitute FOR SELECT TO samavvik_service USING (
	person_id = (SELECT acting_person()) OR for_person_id = (SELECT acting_person())
	OR helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
GRANT SELECT ON substitute TO samavvik_service;

DROP POLICY membership_seen ON membership;
CREATE POLICY membership_seen ON membership FOR SELECT TO samavvik_service USING (
	person_id = (SELECT acting_person()) OR (SELECT acting_job())
	OR helsefellesskap_id = ANY ((SELECT administered())::bigint[])
	OR id = ANY (ARRAY(SELECT s.membership_id FROM substitute s WHERE s.person_id = (SELECT acting_person()))));

CREATE OR REPLACE FUNCTION memberships_today(p_person bigint) RETURNS SETOF membership LANGUAGE sql STABLE
AS $$
	SELECT m.* FROM membership m
	WHERE m.person_id = p_person AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date)
	UNION ALL
	SELECT m.* FROM substitute s JOIN membership m ON m.id = s.membership_id
	WHERE s.person_id = p_person AND s.valid_from <= current_date AND s.valid_to > current_date
		AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date)
$$;

-- Who follows the reports of somebody who has left: those that were open then, for the same organisation.
CREATE TABLE successor (
	person_id bigint NOT NULL CONSTRAINT successor_person_fk REFERENCES person,
	helsefellesskap_id bigint NOT NULL CONSTRAINT successor_helsefellesskap_fk REFERENCES helsefellesskap,
	successor_person_id bigint NOT NULL CONSTRAINT successor_successor_fk REFERENCES person,
	since date NOT NULL,
	CONSTRAINT successor_pk PRIMARY KEY (person_id, helsefellesskap_id),
	CONSTRAINT successor_another CHECK (person_id <> successor_person_id)
);
CREATE INDEX successor_successor ON successor (successor_person_id);
ALTER TABLE successor ENABLE ROW LEVEL SECURITY;
CREATE POLICY successor_seen ON successor FOR SELECT TO samavvik_service USING (
	successor_person_id = (SELECT acting_person()) OR helsefellesskap_id = ANY ((SELECT administered())::bigint[]));
GRANT SELECT ON successor TO samavvik_service;

-- Whether the acting person follows a case in the place of the reporter who left. People, not organisations, are asked
-- for first: for nearly everybody there is none.
CREATE FUNCTION follows(p_reporter bigint, p_organisation bigint, p_helsefellesskap bigint, p_closed timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM successor s
	WHERE s.successor_person_id = acting_person() AND s.person_id = p_reporter AND s.helsefellesskap_id = p_helsefellesskap
		AND s.since <= current_date AND (p_closed IS NULL OR p_closed >= s.since)
		AND p_organisation = ANY (acting_ids('reporting'))); END $$;

CREATE FUNCTION followed() RETURNS bigint[] LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN ARRAY(SELECT s.person_id FROM successor s
	WHERE s.successor_person_id = acting_person() AND s.since <= current_date); END $$;
COMMENT ON FUNCTION followed() IS 'People who left and whose reports the acting person follows';

DROP POLICY deviation_seen ON deviation;
CREATE POLICY deviation_seen ON deviation FOR SELECT TO samavvik_service USING (
	council_id = ANY ((SELECT acting_ids('councils'))::bigint[])
	OR reporter_person_id = (SELECT acting_person())
	OR reporter_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
	OR other_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
	OR helsefellesskap_id = ANY ((SELECT acting_ids('overseen'))::bigint[])
	OR also_told && (SELECT acting_ids('councils'))::bigint[]
	OR (SELECT acting_job())
	OR (reporter_person_id = ANY ((SELECT followed())::bigint[])
		AND follows(reporter_person_id, reporter_organisation_id, helsefellesskap_id, closed_at)));
DROP POLICY deviation_worked_on ON deviation;
CREATE POLICY deviation_worked_on ON deviation FOR UPDATE TO samavvik_service USING (
	council_id = ANY ((SELECT acting_ids('councils'))::bigint[])
	OR reporter_person_id = (SELECT acting_person())
	OR reporter_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
	OR other_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
	OR (SELECT acting_job())
	OR (reporter_person_id = ANY ((SELECT followed())::bigint[])
		AND follows(reporter_person_id, reporter_organisation_id, helsefellesskap_id, closed_at)));

-- Seeing a case is not enough to write in it: those who oversee, and councils that are told, only read.
ALTER POLICY message_added ON message WITH CHECK (
	author_person_id = (SELECT acting_person())
	AND EXISTS (SELECT 1 FROM deviation d WHERE d.id = deviation_id
		AND (d.council_id = ANY ((SELECT acting_ids('councils'))::bigint[])
			OR (audience = 'dialogue' AND (d.reporter_person_id = (SELECT acting_person())
				OR d.reporter_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
				OR d.other_organisation_id = ANY ((SELECT acting_ids('organisations'))::bigint[])
				OR follows(d.reporter_person_id, d.reporter_organisation_id, d.helsefellesskap_id, d.closed_at))))));

-- Notices to a council reach its members' substitutes too. Names are qualified instead of fixing the search path, as that costs
-- more than the rest of the function.
CREATE OR REPLACE FUNCTION queue_council_notices(p_kind text, p_deviation bigint, p_number text, p_helsefellesskap bigint,
	p_councils bigint[], p_dedupe text, p_except bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
	queued int;
BEGIN
	INSERT INTO samavvik.outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key, parameters)
	SELECT p_helsefellesskap, p_kind, p.id, p.email, p.language, p_dedupe || ':' || p.id,
		jsonb_build_object('number', p_number, 'deviation_id', p_deviation::text, 'council', c.name)
	FROM (
		SELECT DISTINCT ON (person_id) person_id, council_id
		FROM (
			SELECT m.person_id, m.council_id FROM samavvik.membership m
			WHERE m.council_id = ANY (p_councils)
				AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date)
			UNION ALL
			SELECT s.person_id, m.council_id FROM samavvik.membership m JOIN samavvik.substitute s ON s.membership_id = m.id
			WHERE m.council_id = ANY (p_councils) AND s.valid_from <= current_date AND s.valid_to > current_date
				AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date)
		) m
		ORDER BY person_id, array_position(p_councils, council_id)
	) told
	JOIN samavvik.person p ON p.id = told.person_id
	JOIN samavvik.council c ON c.id = told.council_id
	WHERE p.email IS NOT NULL AND p.disabled_at IS NULL AND p.id IS DISTINCT FROM p_except
	ON CONFLICT ON CONSTRAINT outbox_dedupe_key_unique DO NOTHING;
	GET DIAGNOSTICS queued = ROW_COUNT;
	RETURN queued;
END
$$;

-- What a reporter is told goes to the reporter; to the named successor when the reporter has left; and where nobody is named,
-- to the coordinators of the organisation.
CREATE OR REPLACE FUNCTION queue_reporter_notice(p_kind text, p_deviation bigint, p_dedupe text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	queued int;
	held bigint;
	recipients bigint[];
BEGIN
	SELECT CASE
		WHEN d.reporter_person_id IS NULL THEN '{}'
		WHEN p.disabled_at IS NULL AND EXISTS (SELECT 1 FROM memberships_today(p.id) m WHERE m.helsefellesskap_id = d.helsefellesskap_id)
			THEN ARRAY[p.id]
		ELSE coalesce(
			(SELECT ARRAY[s.successor_person_id] FROM successor s JOIN person x ON x.id = s.successor_person_id
				WHERE s.person_id = p.id AND s.helsefellesskap_id = d.helsefellesskap_id AND x.disabled_at IS NULL
					AND EXISTS (SELECT 1 FROM memberships_today(x.id) m WHERE m.organisation_id = d.reporter_organisation_id)),
			ARRAY(SELECT m.person_id FROM membership m WHERE m.organisation_id = d.reporter_organisation_id
				AND m.helsefellesskap_id = d.helsefellesskap_id AND m.role = 'coordinator'
				AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date)))
		END INTO recipients
	FROM deviation d LEFT JOIN person p ON p.id = d.reporter_person_id
	WHERE d.id = p_deviation;
	INSERT INTO outbox (helsefellesskap_id, kind, recipient_person_id, address, language, dedupe_key, parameters)
	SELECT d.helsefellesskap_id, p_kind, p.id, p.email, p.language, p_dedupe || ':' || p.id,
		jsonb_build_object('number', d.number, 'deviation_id', d.id::text, 'council', c.name)
	FROM deviation d
	JOIN person p ON p.id = ANY (recipients)
	JOIN council c ON c.id = d.council_id
	WHERE d.id = p_deviation AND p.email IS NOT NULL AND p.disabled_at IS NULL
		AND p.id IS DISTINCT FROM acting_person()
	ON CONFLICT ON CONSTRAINT outbox_dedupe_key_unique DO NOTHING;
	GET DIAGNOSTICS queued = ROW_COUNT;
	SELECT id INTO held FROM held_report WHERE deviation_id = p_deviation AND email IS NOT NULL;
	IF FOUND THEN
		queued := queued + queue_receipt_notice(held, p_dedupe);
		IF p_kind = 'case_closed' THEN
			UPDATE held_report SET email = NULL WHERE id = held;
		END IF;
	END IF;
	RETURN queued;
END
$$;

-- What administrators do. Each function checks who asks, and answers with an id.

CREATE FUNCTION note_access(p_helsefellesskap bigint, p_person bigint, p_kind text, p_detail jsonb) RETURNS void
LANGUAGE sql
AS $$ INSERT INTO access_change (helsefellesskap_id, actor_person_id, person_id, kind, detail)
	VALUES (p_helsefellesskap, acting_person(), p_person, p_kind, jsonb_strip_nulls(p_detail)) $$;

-- The lock keeps two administrators from removing each other at the same moment.
CREATE FUNCTION keep_an_administrator(p_helsefellesskap bigint) RETURNS void LANGUAGE plpgsql
AS $$
BEGIN
	IF NOT EXISTS (SELECT 1 FROM membership m JOIN person p ON p.id = m.person_id
		WHERE m.helsefellesskap_id = p_helsefellesskap AND m.role = 'administrator' AND p.disabled_at IS NULL
			AND m.valid_from <= current_date AND m.valid_to IS NULL) THEN
		RAISE EXCEPTION USING ERRCODE = 'SV409', CONSTRAINT = 'last_administrator';
	END IF;
END
$$;

CREATE FUNCTION membership_add(p_person bigint, p_helsefellesskap bigint, p_role text, p_organisation bigint, p_council bigint,
	p_from date, p_to date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	added bigint;
BEGIN
	IF NOT p_helsefellesskap = ANY (administered()) OR NOT EXISTS (SELECT 1 FROM person WHERE id = p_person AND kind = 'person') THEN
		RAISE EXCEPTION USING ERRCODE = 'SV404', CONSTRAINT = 'not_found';
	ELSIF p_person = acting_person() THEN
		RAISE EXCEPTION USING ERRCODE = 'SV403', CONSTRAINT = 'not_oneself';
	ELSIF p_organisation IS NOT NULL AND NOT EXISTS (SELECT 1 FROM helsefellesskap_member m WHERE m.organisation_id = p_organisation
		AND m.helsefellesskap_id = p_helsefellesskap AND (m.valid_to IS NULL OR m.valid_to > current_date)) THEN
		RAISE EXCEPTION USING ERRCODE = 'SV422', CONSTRAINT = 'unknown_organisation';
	ELSIF p_council IS NOT NULL AND NOT EXISTS (SELECT 1 FROM council c WHERE c.id = p_council
		AND c.helsefellesskap_id = p_helsefellesskap AND (c.valid_to IS NULL OR c.valid_to > current_date)) THEN
		RAISE EXCEPTION USING ERRCODE = 'SV422', CONSTRAINT = 'unknown_council';
	ELSIF EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p_person AND m.helsefellesskap_id = p_helsefellesskap
		AND m.role = p_role AND m.organisation_id IS NOT DISTINCT FROM p_organisation
		AND m.council_id IS NOT DISTINCT FROM p_council AND (m.valid_to IS NULL OR m.valid_to > p_from)
		AND (p_to IS NULL OR m.valid_from < p_to)) THEN
		RAISE EXCEPTION USING ERRCODE = 'SV409', CONSTRAINT = 'membership_there';
	END IF;
	INSERT INTO membership (person_id, helsefellesskap_id, role, organisation_id, council_id, valid_from, valid_to)
	VALUES (p_person, p_helsefellesskap, p_role, p_organisation, p_council, p_from, p_to)
	RETURNING id INTO added;
	RETURN added;
END
$$;

-- Ends on a day, today or later; one that has not begun ends on the day it would have begun. Also for a membership of
-- one's own: what one may not do is to give oneself one.
CREATE FUNCTION membership_end(p_membership bigint, p_day date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	m membership;
BEGIN
	SELECT * INTO m FROM membership WHERE id = p_membership AND helsefellesskap_id = ANY (administered());
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'SV404', CONSTRAINT = 'not_found';
	ELSIF m.valid_to <= current_date THEN
		RAISE EXCEPTION USING ERRCODE = 'SV409', CONSTRAINT = 'membership_over';
	END IF;
	PERFORM 1 FROM helsefellesskap WHERE id = m.helsefellesskap_id FOR NO KEY UPDATE;
	UPDATE membership SET valid_to = greatest(p_day, current_date, m.valid_from) WHERE id = m.id;
	UPDATE substitute SET valid_to = greatest(valid_from, least(valid_to, p_day)) WHERE membership_id = m.id;
	IF m.role = 'administrator' THEN
		PERFORM keep_an_administrator(m.helsefellesskap_id);
	END IF;
	RETURN m.person_id;
END
$$;
-- A membership may end on the day it began.
ALTER TABLE membership DROP CONSTRAINT membership_period;
ALTER TABLE membership ADD CONSTRAINT membership_period CHECK (valid_to >= valid_from);

-- A person by user name; one that is there already, perhaps from another helsefellesskap, just gets the membership.
CREATE FUNCTION person_add(p_helsefellesskap bigint, p_name text, p_email text, p_language text, p_role text, p_organisation bigint,
	p_council bigint, p_from date, p_to date, p_key text, p_request bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	added bigint;
BEGIN
	SELECT id INTO added FROM person WHERE username = lower(p_email) AND kind = 'person';
	IF added IS NULL THEN
		INSERT INTO person (username, name, email, language) VALUES (lower(p_email), p_name, p_email, p_language)
		RETURNING id INTO added;
		PERFORM note_access(p_helsefellesskap, added, 'person_added', '{}');
	END IF;
	INSERT INTO idempotency (person_id, operation, key, request_digest, resource_id)
	VALUES (acting_person(), 'invite_person', p_key, p_request, added);
	PERFORM membership_add(added, p_helsefellesskap, p_role, p_organisation, p_council, p_from, p_to);
	RETURN added;
END
$$;

-- Mails a link to choose a password by, to somebody who has none yet.
CREATE FUNCTION person_invite(p_person bigint, p_nonce bytea, p_digest bytea, p_minutes int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	link account_link;
BEGIN
	IF NOT EXISTS (SELECT 1 FROM membership WHERE person_id = p_person AND helsefellesskap_id = ANY (administered())) THEN
		RAISE EXCEPTION USING ERRCODE = 'SV404', CONSTRAINT = 'not_found';
	ELSIF NOT EXISTS (SELECT 1 FROM person WHERE id = p_person AND kind = 'person' AND password_hash IS NULL
		AND email IS NOT NULL AND disabled_at IS NULL) THEN
		RAISE EXCEPTION USING ERRCODE = 'SV409', CONSTRAINT = 'has_account';
	END IF;
	INSERT INTO account_link (person_id, purpose, nonce, digest, expires_at)
	VALUES (p_person, 'invitation', p_nonce, p_digest, now() + make_interval(mins => p_minutes))
	RETURNING * INTO link;
	PERFORM queue_account_notice('invitation', p_person, link.id, link.expires_at);
	RETURN p_person;
END
$$;

-- Shut out, or let in again. Only where all memberships are one's own to manage: elsewhere the person is somebody else's.
CREATE FUNCTION person_disable(p_person bigint, p_disabled boolean) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	spaces bigint[];
BEGIN
	spaces := ARRAY(SELECT DISTINCT m.helsefellesskap_id FROM membership m JOIN person p ON p.id = m.person_id
		WHERE m.person_id = p_person ORDER BY 1);
	IF NOT spaces && administered() THEN
		RAISE EXCEPTION USING ERRCODE = 'SV404', CONSTRAINT = 'not_found';
	ELSIF p_person = acting_person() THEN
		RAISE EXCEPTION USING ERRCODE = 'SV403', CONSTRAINT = 'not_oneself';
	ELSIF NOT spaces <@ administered() THEN
		RAISE EXCEPTION USING ERRCODE = 'SV409', CONSTRAINT = 'also_elsewhere';
	END IF;
	PERFORM 1 FROM helsefellesskap WHERE id = ANY (spaces) ORDER BY id FOR NO KEY UPDATE;
	UPDATE person SET disabled_at = CASE WHEN p_disabled THEN coalesce(disabled_at, now()) END WHERE id = p_person;
	DELETE FROM session WHERE person_id = p_person AND p_disabled;
	PERFORM note_access(h, p_person, CASE WHEN p_disabled THEN 'person_disabled' ELSE 'person_enabled' END, '{}'),
		CASE WHEN p_disabled THEN keep_an_administrator(h) END
	FROM unnest(spaces) h;
	RETURN p_person;
END
$$;

-- A colleague by user name or address, in the same helsefellesskap; the same answer when there is none.
CREATE FUNCTION substitute_name(p_membership bigint, p_who text, p_from date, p_to date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	m membership;
	named bigint;
	added bigint;
BEGIN
	SELECT * INTO m FROM membership WHERE id = p_membership
		AND (person_id = acting_person() OR helsefellesskap_id = ANY (administered()));
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'SV404', CONSTRAINT = 'not_found';
	ELSIF m.organisation_id IS NULL AND m.council_id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'SV422', CONSTRAINT = 'no_substitute_for_this';
	ELSIF m.valid_to <= current_date OR p_to <= current_date THEN
		RAISE EXCEPTION USING ERRCODE = 'SV409', CONSTRAINT = 'membership_over';
	END IF;
	SELECT min(p.id) INTO named FROM person p
	WHERE (p.username = lower(p_who) OR lower(p.email) = lower(p_who)) AND p.disabled_at IS NULL AND p.kind = 'person'
		AND EXISTS (SELECT 1 FROM membership x WHERE x.person_id = p.id AND x.helsefellesskap_id = m.helsefellesskap_id
			AND (x.valid_to IS NULL OR x.valid_to > current_date))
	HAVING count(*) = 1;
	IF named IS NULL OR named = m.person_id THEN
		RAISE EXCEPTION USING ERRCODE = 'SV422', CONSTRAINT = 'unknown_person';
	ELSIF named = acting_person() THEN
		RAISE EXCEPTION USING ERRCODE = 'SV403', CONSTRAINT = 'not_oneself';
	END IF;
	INSERT INTO substitute (membership_id, for_person_id, helsefellesskap_id, person_id, valid_from, valid_to)
	VALUES (m.id, m.person_id, m.helsefellesskap_id, named, greatest(p_from, current_date), p_to)
	RETURNING id INTO added;
	PERFORM note_access(m.helsefellesskap_id, named, 'substitute_named', jsonb_build_object('for_person_id', m.person_id,
		'role', m.role, 'organisation_id', m.organisation_id, 'council_id', m.council_id, 'from', p_from, 'to', p_to));
	RETURN added;
END
$$;

-- By the one who is substituted, the substitute, or an administrator.
CREATE FUNCTION substitute_end(p_substitute bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	s substitute;
BEGIN
	SELECT * INTO s FROM substitute WHERE id = p_substitute
		AND (acting_person() IN (person_id, for_person_id) OR helsefellesskap_id = ANY (administered()));
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'SV404', CONSTRAINT = 'not_found';
	END IF;
	IF s.valid_to > current_date THEN
		UPDATE substitute SET valid_to = greatest(valid_from, current_date) WHERE id = s.id;
		PERFORM note_access(s.helsefellesskap_id, s.person_id, 'substitute_ended', jsonb_build_object('for_person_id', s.for_person_id));
	END IF;
	RETURN s.id;
END
$$;

-- Somebody leaves: every membership that is one's own to manage ends on the day, and a colleague follows the open reports.
CREATE FUNCTION person_leave(p_person bigint, p_day date, p_successor text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	spaces bigint[];
	next_person bigint;
	space bigint;
BEGIN
	spaces := ARRAY(SELECT DISTINCT helsefellesskap_id FROM membership WHERE person_id = p_person
		AND helsefellesskap_id = ANY (administered()) AND (valid_to IS NULL OR valid_to > current_date));
	IF spaces = '{}' THEN
		RAISE EXCEPTION USING ERRCODE = 'SV404', CONSTRAINT = 'not_found';
	ELSIF p_person = acting_person() THEN
		RAISE EXCEPTION USING ERRCODE = 'SV403', CONSTRAINT = 'not_oneself';
	END IF;
	IF p_successor IS NOT NULL THEN
		SELECT min(p.id) INTO next_person FROM person p
		WHERE (p.username = lower(p_successor) OR lower(p.email) = lower(p_successor)) AND p.disabled_at IS NULL
			AND p.kind = 'person' AND p.id <> p_person
			AND EXISTS (SELECT 1 FROM membership x JOIN membership y ON y.organisation_id = x.organisation_id
				WHERE x.person_id = p.id AND y.person_id = p_person AND x.helsefellesskap_id = ANY (spaces)
					AND (x.valid_to IS NULL OR x.valid_to > current_date))
		HAVING count(*) = 1;
		IF next_person IS NULL THEN
			RAISE EXCEPTION USING ERRCODE = 'SV422', CONSTRAINT = 'unknown_person';
		END IF;
	END IF;
	PERFORM membership_end(id, p_day) FROM membership WHERE person_id = p_person AND helsefellesskap_id = ANY (spaces)
		AND (valid_to IS NULL OR valid_to > greatest(p_day, current_date));
	UPDATE substitute SET valid_to = greatest(valid_from, least(valid_to, p_day))
	WHERE person_id = p_person AND helsefellesskap_id = ANY (spaces) AND valid_to > p_day;
	FOREACH space IN ARRAY spaces LOOP
		IF next_person IS NOT NULL THEN
			INSERT INTO successor (person_id, helsefellesskap_id, successor_person_id, since)
			VALUES (p_person, space, next_person, greatest(p_day, current_date))
			ON CONFLICT ON CONSTRAINT successor_pk DO UPDATE SET successor_person_id = excluded.successor_person_id, since = excluded.since;
		END IF;
		PERFORM note_access(space, p_person, 'person_left', jsonb_build_object('successor_id', next_person, 'day', p_day));
	END LOOP;
	RETURN p_person;
END
$$;

REVOKE ALL ON FUNCTION note_access(bigint, bigint, text, jsonb), keep_an_administrator(bigint),
	membership_add(bigint, bigint, text, bigint, bigint, date, date), membership_end(bigint, date),
	person_add(bigint, text, text, text, text, bigint, bigint, date, date, text, bytea), person_disable(bigint, boolean),
	person_invite(bigint, bytea, bytea, int), substitute_name(bigint, text, date, date), substitute_end(bigint), person_leave(bigint, date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION membership_add(bigint, bigint, text, bigint, bigint, date, date), membership_end(bigint, date),
	person_invite(bigint, bytea, bytea, int),
	person_add(bigint, text, text, text, text, bigint, bigint, date, date, text, bytea), person_disable(bigint, boolean),
	substitute_name(bigint, text, date, date), substitute_end(bigint), person_leave(bigint, date, text) TO samavvik_service;

CREATE FUNCTION can_be_invited(p_person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM person p WHERE p.id = p_person AND p.password_hash IS NULL AND p.email IS NOT NULL
	AND p.disabled_at IS NULL AND EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id
		AND m.helsefellesskap_id = ANY (administered()))); END $$;
COMMENT ON FUNCTION can_be_invited(bigint) IS 'Whether an administrator may send a person a link to choose a first password by';
REVOKE ALL ON FUNCTION can_be_invited(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION can_be_invited(bigint) TO samavvik_service;

-- A person as administrators see it, with the rights of who asks: only memberships they manage.
CREATE FUNCTION person_json(p_person bigint) RETURNS json LANGUAGE plpgsql STABLE
AS $$ BEGIN RETURN (
	SELECT json_build_object('id', p.id::text, 'name', p.name, 'username', p.username, 'email', p.email, 'language', p.language,
		'disabled', p.disabled_at IS NOT NULL, 'can_be_invited', can_be_invited(p.id),
		'memberships', (SELECT coalesce(json_agg(json_build_object('id', m.id::text, 'role', m.role,
				'helsefellesskap', json_build_object('code', h.code, 'name', h.name),
				'organisation', CASE WHEN m.organisation_id IS NOT NULL THEN organisation_json(m.organisation_id) END,
				'council', CASE WHEN m.council_id IS NOT NULL THEN council_json(m.council_id) END,
				'valid_from', m.valid_from, 'valid_to', m.valid_to,
				'state', CASE WHEN m.valid_to <= current_date THEN 'ended' WHEN m.valid_from > current_date THEN 'future' ELSE 'current' END,
				'substitutes', (SELECT coalesce(json_agg(json_build_object('id', s.id::text, 'name', person_name(s.person_id),
						'valid_from', s.valid_from, 'valid_to', s.valid_to) ORDER BY s.valid_from, s.id), '[]')
					FROM substitute s WHERE s.membership_id = m.id AND s.valid_to > current_date))
				ORDER BY (m.valid_to <= current_date) IS TRUE, m.valid_from, m.id), '[]')
			FROM membership m JOIN helsefellesskap h ON h.id = m.helsefellesskap_id
			WHERE m.person_id = p.id AND m.helsefellesskap_id = ANY (administered())),
		'successor', (SELECT min(person_name(s.successor_person_id)) FROM successor s WHERE s.person_id = p.id
			AND s.helsefellesskap_id = ANY (administered())))
	FROM person p WHERE p.id = p_person AND p.kind = 'person'
		AND EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id AND m.helsefellesskap_id = ANY (administered())));
END $$;
