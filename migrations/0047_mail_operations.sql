-- What people do about mail that does not arrive, and the addresses that give it back.

ALTER TABLE outbox
	-- Somebody had it tried again: its time to be sent in counts from here. Its date and its Message-ID stay.
	ADD COLUMN time_from timestamptz,
	ADD COLUMN bounced_at timestamptz,
	ADD COLUMN last_status text CONSTRAINT outbox_last_status_form CHECK (last_status ~ '^[245]\.[0-9]{1,3}\.[0-9]{1,3}$');
CREATE INDEX outbox_created ON outbox (created_at, id);
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;

CREATE FUNCTION outbox_state(o outbox) RETURNS text LANGUAGE sql STABLE
AS $$ SELECT CASE
	WHEN o.bounced_at IS NOT NULL OR (o.failed_at IS NOT NULL AND o.last_reason IN ('recipient', 'marked')) THEN 'bounced'
	WHEN o.sent_at IS NOT NULL THEN 'sent'
	WHEN o.failed_at IS NOT NULL AND o.last_reason = 'cancelled' THEN 'cancelled'
	WHEN o.failed_at IS NOT NULL THEN 'given_up'
	WHEN o.claimed_until >= now() THEN 'sending'
	WHEN o.last_reason IS NOT NULL THEN 'retry'
	ELSE 'waiting' END $$;

-- An address that was refused for good. Only its digest, and only of people who have an account: where mail to somebody without
-- one went is forgotten when it has gone. An address that is changed has another digest, so it is tried.
CREATE TABLE refused_address (
	digest bytea CONSTRAINT refused_address_pk PRIMARY KEY CONSTRAINT refused_address_digest_length CHECK (length(digest) = 32),
	code int,
	status text,
	refused_at timestamptz NOT NULL DEFAULT now()
);
CREATE FUNCTION address_digest(p_address text) RETURNS bytea LANGUAGE sql IMMUTABLE
AS $$ SELECT sha256(convert_to(lower(p_address), 'UTF8')) $$;
ALTER TABLE refused_address ENABLE ROW LEVEL SECURITY;
CREATE POLICY refused_address_job ON refused_address TO samavvik_service USING ((SELECT acting_job()));
GRANT SELECT, INSERT, UPDATE, DELETE ON refused_address TO samavvik_service;

-- Who stopped, put back or tried again which message.
CREATE TABLE outbox_action (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_action_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT outbox_action_helsefellesskap_fk REFERENCES helsefellesskap,
	outbox_id bigint NOT NULL,
	kind text NOT NULL CONSTRAINT outbox_action_kind_known CHECK (kind IN ('retry', 'cancel', 'put_back')),
	actor_person_id bigint NOT NULL CONSTRAINT outbox_action_actor_fk REFERENCES person,
	at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outbox_action_of ON outbox_action (outbox_id, id);
ALTER TABLE outbox_action ENABLE ROW LEVEL SECURITY;
CREATE POLICY outbox_action_seen ON outbox_action FOR SELECT TO samavvik_service USING (
	helsefellesskap_id = ANY ((SELECT acting_as(ARRAY['administrator', 'secretariat', 'data_protection_officer']))::bigint[])
	OR (SELECT acting_job()));
GRANT SELECT ON outbox_action TO samavvik_service;

-- The outbox itself stays closed to people: it holds addresses and what mail is about. These functions ask who asks, and show who
-- mail is for and what became of it, never which case it is about.
CREATE FUNCTION mail_space(p_code text) RETURNS bigint LANGUAGE sql STABLE
AS $$ SELECT id FROM helsefellesskap WHERE code = p_code AND id = ANY (acting_as(ARRAY['administrator', 'secretariat'])) $$;

-- Mail about an account belongs to no helsefellesskap: administrators see that of people they administer.
CREATE FUNCTION outbox_within(o outbox, p_space bigint, p_administers boolean) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT CASE WHEN o.helsefellesskap_id IS NOT NULL THEN o.helsefellesskap_id = p_space
	ELSE p_administers AND EXISTS (SELECT 1 FROM membership m WHERE m.person_id = o.recipient_person_id AND m.helsefellesskap_id = p_space) END $$;

CREATE FUNCTION outbox_page(p_code text, p_state text, p_kind text, p_days int, p_search text, p_after bigint, p_limit int) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	space bigint := mail_space(p_code);
	administers boolean := space = ANY (acting_as(ARRAY['administrator']));
	after_time timestamptz := coalesce((SELECT created_at FROM outbox WHERE id = p_after), 'infinity');
BEGIN
	IF space IS NULL THEN
		RETURN NULL;
	ELSIF p_search IS NOT NULL AND NOT administers THEN
		RAISE EXCEPTION USING ERRCODE = 'SV403', CONSTRAINT = 'forbidden';
	END IF;
	RETURN (
		WITH found AS (
			SELECT o.*, outbox_state(o) AS state, p.name, row_number() OVER (ORDER BY o.created_at DESC, o.id DESC) AS place
			FROM outbox o
			LEFT JOIN person p ON p.id = o.recipient_person_id
			WHERE o.created_at >= now() - make_interval(days => p_days) AND (o.created_at, o.id) < (after_time, coalesce(p_after, 0))
				AND outbox_within(o, space, administers) AND (p_kind IS NULL OR o.kind = p_kind)
				AND (p_state IS NULL OR outbox_state(o) = p_state)
				AND (p_search IS NULL OR strpos(lower(p.name), lower(p_search)) > 0)
			ORDER BY o.created_at DESC, o.id DESC LIMIT p_limit + 1
		)
		SELECT jsonb_build_object(
			'items', coalesce(jsonb_agg(jsonb_build_object('id', f.id::text, 'kind', f.kind, 'state', f.state, 'recipient', f.name,
				'domain', CASE WHEN f.recipient_person_id IS NOT NULL THEN nullif(split_part(f.address, '@', 2), '') END,
				'language', f.language, 'created_at', f.created_at, 'sent_at', f.sent_at, 'ended_at', coalesce(f.bounced_at, f.failed_at),
				'next_try_at', CASE WHEN f.state IN ('waiting', 'retry') THEN f.not_before END, 'attempts', f.attempts,
				'code', f.last_code, 'status', f.last_status, 'reason', CASE WHEN f.last_reason <> 'ok' THEN f.last_reason END,
				'may', outbox_may(f.state, f.address, f.expires_at),
				'action', (SELECT jsonb_build_object('kind', a.kind, 'by', x.name, 'at', a.at)
					FROM outbox_action a JOIN person x ON x.id = a.actor_person_id WHERE a.outbox_id = f.id ORDER BY a.id DESC LIMIT 1))
				ORDER BY f.place) FILTER (WHERE f.place <= p_limit), '[]'),
			'next_cursor', max(f.id) FILTER (WHERE f.place = p_limit AND p_limit < (SELECT count(*) FROM found))::text)
		FROM found f);
END
$$;

-- What may be done to a message in this state. A link that has run out is not sent again, nor what has no address any more.
CREATE FUNCTION outbox_may(p_state text, p_address text, p_expires timestamptz) RETURNS text[] LANGUAGE sql STABLE
AS $$ SELECT CASE
	WHEN p_state = 'waiting' THEN ARRAY['cancel']
	WHEN p_address = '' OR p_expires <= now() THEN '{}'
	WHEN p_state = 'retry' THEN ARRAY['retry', 'cancel']
	WHEN p_state IN ('given_up', 'bounced') THEN ARRAY['retry']
	WHEN p_state = 'cancelled' THEN ARRAY['put_back']
	ELSE '{}' END $$;

CREATE FUNCTION outbox_counts(p_code text, p_days int) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	space bigint := mail_space(p_code);
	administers boolean := space = ANY (acting_as(ARRAY['administrator']));
BEGIN
	IF space IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN (
		SELECT jsonb_object_agg(s.state, coalesce(c.count, 0))
		FROM unnest(ARRAY['waiting', 'sending', 'retry', 'sent', 'given_up', 'cancelled', 'bounced']) s (state)
		LEFT JOIN (SELECT outbox_state(o) AS state, count(*) FROM outbox o
			WHERE o.created_at >= now() - make_interval(days => p_days) AND outbox_within(o, space, administers)
			GROUP BY 1) c USING (state));
END
$$;

-- Each message is decided for itself; which were changed. To try one again is also to say that its address is good.
CREATE FUNCTION outbox_change(p_code text, p_action text, p_ids bigint[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	space bigint := mail_space(p_code);
	administers boolean := space = ANY (acting_as(ARRAY['administrator']));
	changed bigint[];
BEGIN
	IF space IS NULL THEN
		RETURN NULL;
	END IF;
	WITH done AS (
		UPDATE outbox o
		SET failed_at = CASE WHEN p_action = 'cancel' THEN now() END, sent_at = NULL, bounced_at = NULL,
			last_reason = CASE WHEN p_action = 'cancel' THEN 'cancelled' END,
			last_code = NULL, last_status = NULL, claimed_by = NULL, claimed_until = NULL,
			attempts = CASE WHEN p_action = 'cancel' THEN attempts ELSE 0 END,
			not_before = CASE p_action WHEN 'cancel' THEN not_before WHEN 'retry' THEN now() ELSE greatest(not_before, now()) END,
			time_from = CASE WHEN p_action = 'cancel' THEN time_from ELSE now() END
		WHERE o.id = ANY (p_ids) AND outbox_within(o, space, administers)
			AND p_action = ANY (outbox_may(outbox_state(o), o.address, o.expires_at))
		RETURNING o.id
	), noted AS (
		INSERT INTO outbox_action (helsefellesskap_id, outbox_id, kind, actor_person_id)
		SELECT space, id, p_action, acting_person() FROM done ORDER BY id
	)
	SELECT coalesce(array_agg(id ORDER BY id), '{}') INTO changed FROM done;
	IF p_action = 'retry' THEN
		DELETE FROM refused_address WHERE digest IN (SELECT address_digest(address) FROM outbox WHERE id = ANY (changed));
	END IF;
	RETURN jsonb_build_object('changed', to_jsonb(changed::text[]));
END
$$;

-- Mail is stuck when messages wait that no relay has answered for while none goes out, or when those to three and more addresses
-- are put off: one full mailbox is not the relay's fault, and a long line that moves is none of anybody's. A new case that no mail was
-- made of yet counts as one. In milliseconds.
CREATE FUNCTION mail_figures(p_after_ms bigint, OUT waiting bigint, OUT longest_ms bigint, OUT stuck_ms bigint) LANGUAGE sql STABLE
AS $$
	SELECT count(*), coalesce(max(waited), 0)::bigint,
		coalesce(greatest(
			CASE WHEN bool_or(NOT answered) THEN least(max(waited) FILTER (WHERE NOT answered),
				extract(epoch FROM now() - (SELECT max(sent_at) FROM outbox WHERE sent_at IS NOT NULL)) * 1000) END,
			CASE WHEN count(DISTINCT address) FILTER (WHERE answered AND waited >= p_after_ms) >= 3
				THEN max(waited) FILTER (WHERE answered) END), 0)::bigint
	FROM (
		SELECT address, coalesce(last_reason IN ('later', 'refused'), false) AS answered,
			extract(epoch FROM now() - CASE WHEN last_reason IS NULL THEN not_before ELSE coalesce(time_from, created_at) END) * 1000 AS waited
		FROM outbox
		WHERE sent_at IS NULL AND failed_at IS NULL AND (last_reason IS NOT NULL OR not_before <= now())
		UNION ALL
		SELECT NULL, false, extract(epoch FROM now() - created_at) * 1000 FROM announcement
	) o
$$;

-- What a person should know about mail: that the own address gives it back, and, for whoever looks after mail, that it does not flow.
CREATE FUNCTION mail_state(p_after_ms bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	handled bigint[] := acting_as(ARRAY['administrator', 'secretariat']);
	stuck bigint := 0;
BEGIN
	IF handled <> '{}' THEN
		SELECT stuck_ms INTO stuck FROM mail_figures(p_after_ms);
	END IF;
	RETURN jsonb_build_object(
		'stuck', CASE WHEN stuck > p_after_ms THEN jsonb_build_object(
			'since', date_trunc('second', now() - stuck * interval '1 millisecond'),
			'waiting', (SELECT count(*) FROM outbox o WHERE sent_at IS NULL AND failed_at IS NULL AND helsefellesskap_id = ANY (handled))) END,
		'own_address', (SELECT jsonb_build_object('refused_at', r.refused_at, 'code', r.code, 'status', r.status)
			FROM person p JOIN refused_address r ON r.digest = address_digest(p.email) WHERE p.id = acting_person()));
END
$$;

REVOKE ALL ON FUNCTION outbox_page(text, text, text, int, text, bigint, int), outbox_counts(text, int), outbox_change(text, text, bigint[]),
	mail_state(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbox_page(text, text, text, int, text, bigint, int), outbox_counts(text, int), outbox_change(text, text, bigint[]),
	mail_state(bigint) TO samavvik_service;
