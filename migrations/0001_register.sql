-- The register: helsefellesskap, who belongs to it, councils, agreements, code lists, routing rules, people and sessions.
-- Who may see what is decided by row-level security from here on. The service's role owns nothing; it tells the database
-- who acts with transaction-local settings (src/access/scope.sql), which these functions read.

GRANT USAGE ON SCHEMA samavvik TO samavvik_service;

CREATE FUNCTION acting_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('samavvik.person', true), '')::bigint $$;
COMMENT ON FUNCTION acting_person() IS 'The person on whose behalf the transaction runs, or null';

CREATE FUNCTION acting_ids(setting text) RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(nullif(current_setting('samavvik.' || setting, true), ''), '{}')::bigint[] $$;
COMMENT ON FUNCTION acting_ids(text) IS
'Ids in the scope: councils (member or lead), organisations (coordinator), reporting (may file for), overseen '
'(helsefellesskap of secretariat and follow-up group), helsefellesskap (any membership)';

CREATE FUNCTION acting_job() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(current_setting('samavvik.job', true), '') = 'on' $$;
COMMENT ON FUNCTION acting_job() IS 'True for workers and commands, which act for nobody';

CREATE TABLE helsefellesskap (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT helsefellesskap_pk PRIMARY KEY,
	code text NOT NULL CONSTRAINT helsefellesskap_code_unique UNIQUE
		CONSTRAINT helsefellesskap_code_form CHECK (code ~ '^[a-z0-9_]+$'),
	name text NOT NULL,
	case_prefix text NOT NULL CONSTRAINT helsefellesskap_case_prefix_unique UNIQUE
		CONSTRAINT helsefellesskap_case_prefix_form CHECK (case_prefix ~ '^[A-Z]{2,6}$'),
	language text NOT NULL DEFAULT 'nb' CONSTRAINT helsefellesskap_language_known CHECK (language IN ('nb', 'nn', 'en')),
	-- Counts from 1 up to one less than this are hidden in every report.
	smallest_shown int NOT NULL DEFAULT 5 CONSTRAINT helsefellesskap_smallest_shown_range CHECK (smallest_shown BETWEEN 1 AND 50)
);

CREATE TABLE organisation (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT organisation_pk PRIMARY KEY,
	code text NOT NULL CONSTRAINT organisation_code_unique UNIQUE,
	name text NOT NULL,
	party text NOT NULL CONSTRAINT organisation_party_known
		CHECK (party IN ('hospital', 'municipality', 'gp', 'user_representative')),
	organisation_number text CONSTRAINT organisation_number_form CHECK (organisation_number ~ '^[89][0-9]{8}$'),
	municipality_number text CONSTRAINT organisation_municipality_form CHECK (municipality_number ~ '^[0-9]{4}$')
);

CREATE TABLE unit (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT unit_pk PRIMARY KEY,
	organisation_id bigint NOT NULL CONSTRAINT unit_organisation_fk REFERENCES organisation,
	code text NOT NULL,
	name text NOT NULL,
	valid_from date NOT NULL DEFAULT '2000-01-01',
	valid_to date,
	CONSTRAINT unit_code_unique UNIQUE (organisation_id, code)
);

-- Messages between parties are addressed to a service, not to an organisation (domain: three at a municipality).
CREATE TABLE service (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT service_pk PRIMARY KEY,
	organisation_id bigint NOT NULL CONSTRAINT service_organisation_fk REFERENCES organisation,
	code text NOT NULL,
	service_area text,
	name text NOT NULL,
	message_address text,
	valid_from date NOT NULL DEFAULT '2000-01-01',
	valid_to date,
	CONSTRAINT service_code_unique UNIQUE (organisation_id, code, valid_from)
);

-- Membership, catchment and agreement party are three different relations, all dated.
CREATE TABLE helsefellesskap_member (
	helsefellesskap_id bigint NOT NULL CONSTRAINT member_helsefellesskap_fk REFERENCES helsefellesskap,
	organisation_id bigint NOT NULL CONSTRAINT member_organisation_fk REFERENCES organisation,
	valid_from date NOT NULL,
	valid_to date,
	CONSTRAINT helsefellesskap_member_pk PRIMARY KEY (helsefellesskap_id, organisation_id, valid_from),
	CONSTRAINT helsefellesskap_member_period CHECK (valid_to > valid_from)
);

CREATE TABLE catchment (
	municipality_id bigint NOT NULL CONSTRAINT catchment_municipality_fk REFERENCES organisation,
	service_area text NOT NULL,
	hospital_id bigint NOT NULL CONSTRAINT catchment_hospital_fk REFERENCES organisation,
	unit_id bigint CONSTRAINT catchment_unit_fk REFERENCES unit,
	valid_from date NOT NULL,
	valid_to date,
	CONSTRAINT catchment_pk PRIMARY KEY (municipality_id, service_area, hospital_id, valid_from),
	CONSTRAINT catchment_period CHECK (valid_to > valid_from)
);

CREATE TABLE agreement (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT agreement_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT agreement_helsefellesskap_fk REFERENCES helsefellesskap,
	code text NOT NULL,
	title text NOT NULL,
	CONSTRAINT agreement_code_unique UNIQUE (helsefellesskap_id, code)
);

CREATE TABLE agreement_party (
	agreement_id bigint NOT NULL CONSTRAINT agreement_party_agreement_fk REFERENCES agreement,
	organisation_id bigint NOT NULL CONSTRAINT agreement_party_organisation_fk REFERENCES organisation,
	valid_from date NOT NULL,
	valid_to date,
	CONSTRAINT agreement_party_pk PRIMARY KEY (agreement_id, organisation_id, valid_from),
	CONSTRAINT agreement_party_period CHECK (valid_to > valid_from)
);

CREATE TABLE agreement_version (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT agreement_version_pk PRIMARY KEY,
	agreement_id bigint NOT NULL CONSTRAINT agreement_version_agreement_fk REFERENCES agreement,
	version text NOT NULL,
	valid_from date NOT NULL,
	valid_to date,
	CONSTRAINT agreement_version_unique UNIQUE (agreement_id, version),
	CONSTRAINT agreement_version_period CHECK (valid_to > valid_from)
);

-- Helse- og omsorgstjenesteloven § 6-2: 11 points, 13 since mid-2023; which ones a version holds is data.
CREATE TABLE agreement_point (
	agreement_version_id bigint NOT NULL CONSTRAINT agreement_point_version_fk REFERENCES agreement_version,
	point int NOT NULL CONSTRAINT agreement_point_range CHECK (point BETWEEN 1 AND 99),
	labels jsonb NOT NULL,
	CONSTRAINT agreement_point_pk PRIMARY KEY (agreement_version_id, point)
);

CREATE TABLE council (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT council_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT council_helsefellesskap_fk REFERENCES helsefellesskap,
	code text NOT NULL,
	level text NOT NULL CONSTRAINT council_level_known
		CHECK (level IN ('political', 'strategic', 'professional', 'secretariat', 'working_group')),
	name text NOT NULL,
	abbreviation text,
	valid_from date NOT NULL DEFAULT '2000-01-01',
	valid_to date,
	CONSTRAINT council_code_unique UNIQUE (helsefellesskap_id, code)
);

CREATE TABLE council_alias (
	council_id bigint NOT NULL CONSTRAINT council_alias_council_fk REFERENCES council,
	alias text NOT NULL,
	CONSTRAINT council_alias_pk PRIMARY KEY (council_id, alias)
);

-- A code is never deleted or reused: it ends, so that old cases keep their meaning.
CREATE TABLE code_value (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT code_value_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT code_value_helsefellesskap_fk REFERENCES helsefellesskap,
	list text NOT NULL,
	code text NOT NULL,
	position int NOT NULL,
	label_nb text NOT NULL,
	label_nn text NOT NULL,
	label_en text NOT NULL,
	help jsonb,
	agreement_point int,
	valid_from date NOT NULL DEFAULT '2000-01-01',
	valid_to date,
	CONSTRAINT code_value_unique UNIQUE (helsefellesskap_id, list, code, valid_from),
	CONSTRAINT code_value_period CHECK (valid_to > valid_from)
);

-- Rule sets are never changed, only followed by a new one, so a case can always show the rule that decided.
CREATE TABLE rule_set (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT rule_set_pk PRIMARY KEY,
	helsefellesskap_id bigint NOT NULL CONSTRAINT rule_set_helsefellesskap_fk REFERENCES helsefellesskap,
	version int NOT NULL,
	rules jsonb NOT NULL,
	active_from timestamptz,
	active_to timestamptz,
	CONSTRAINT rule_set_version_unique UNIQUE (helsefellesskap_id, version),
	CONSTRAINT rule_set_period CHECK (active_to > active_from)
);
CREATE UNIQUE INDEX rule_set_one_active ON rule_set (helsefellesskap_id)
	WHERE active_from IS NOT NULL AND active_to IS NULL;

CREATE TABLE person (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT person_pk PRIMARY KEY,
	username text NOT NULL CONSTRAINT person_username_unique UNIQUE
		CONSTRAINT person_username_form CHECK (username = lower(username) AND length(username) BETWEEN 2 AND 100),
	name text NOT NULL,
	email text,
	language text NOT NULL DEFAULT 'nb' CONSTRAINT person_language_known CHECK (language IN ('nb', 'nn', 'en')),
	password_hash text,
	disabled_at timestamptz
);

CREATE TABLE membership (
	id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT membership_pk PRIMARY KEY,
	person_id bigint NOT NULL CONSTRAINT membership_person_fk REFERENCES person,
	helsefellesskap_id bigint NOT NULL CONSTRAINT membership_helsefellesskap_fk REFERENCES helsefellesskap,
	role text NOT NULL CONSTRAINT membership_role_known CHECK (role IN ('reporter', 'coordinator', 'council_member',
		'council_lead', 'secretariat', 'follow_up', 'analyst', 'asu_reader', 'user_representative', 'administrator',
		'data_protection_officer')),
	organisation_id bigint CONSTRAINT membership_organisation_fk REFERENCES organisation,
	council_id bigint CONSTRAINT membership_council_fk REFERENCES council,
	valid_from date NOT NULL DEFAULT current_date,
	valid_to date,
	CONSTRAINT membership_council_named CHECK ((role IN ('council_member', 'council_lead')) = (council_id IS NOT NULL)),
	CONSTRAINT membership_organisation_named CHECK (
		role NOT IN ('reporter', 'coordinator', 'user_representative') OR organisation_id IS NOT NULL),
	CONSTRAINT membership_period CHECK (valid_to > valid_from)
);
CREATE INDEX membership_person ON membership (person_id);
CREATE INDEX membership_council ON membership (council_id) WHERE council_id IS NOT NULL;

-- The cookie's value is never stored, only its SHA-256.
CREATE TABLE session (
	digest bytea CONSTRAINT session_pk PRIMARY KEY,
	person_id bigint NOT NULL CONSTRAINT session_person_fk REFERENCES person,
	created_at timestamptz NOT NULL DEFAULT now(),
	used_at timestamptz NOT NULL DEFAULT now(),
	idle_minutes int NOT NULL,
	expires_at timestamptz NOT NULL
);
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_expires ON session (expires_at);

ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE session ENABLE ROW LEVEL SECURITY;

CREATE POLICY person_own ON person FOR SELECT TO samavvik_service
	USING (id = (SELECT acting_person()) OR (SELECT acting_job()));
CREATE POLICY person_own_language ON person FOR UPDATE TO samavvik_service
	USING (id = (SELECT acting_person()));
CREATE POLICY membership_own ON membership FOR SELECT TO samavvik_service
	USING (person_id = (SELECT acting_person()) OR (SELECT acting_job()));
CREATE POLICY session_job ON session TO samavvik_service
	USING ((SELECT acting_job()));

GRANT SELECT ON helsefellesskap, organisation, unit, service, helsefellesskap_member, catchment, agreement, agreement_party,
	agreement_version, agreement_point, council, council_alias, code_value, rule_set TO samavvik_service;
GRANT SELECT (id, username, name, email, language, disabled_at), UPDATE (language) ON person TO samavvik_service;
GRANT SELECT ON membership TO samavvik_service;
GRANT SELECT, DELETE ON session TO samavvik_service;

-- Sign-in and sessions happen before anybody acts, so they go through narrow functions of the owner.

CREATE FUNCTION local_account(p_username text, OUT person_id bigint, OUT password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ SELECT id, password_hash FROM person WHERE username = lower(p_username) AND disabled_at IS NULL $$;

CREATE FUNCTION session_open(p_digest bytea, p_person bigint, p_idle_minutes int, p_hours int) RETURNS timestamptz
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
	INSERT INTO session (digest, person_id, idle_minutes, expires_at)
	VALUES (p_digest, p_person, p_idle_minutes, now() + make_interval(hours => p_hours))
	RETURNING expires_at
$$;

CREATE FUNCTION session_end(p_digest bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ DELETE FROM session WHERE digest = p_digest $$;

-- The actor of a session: who, roles, and the ids its scope is made of. No row when the session is over.
-- plpgsql, because its plans are kept: this runs once a request.
CREATE FUNCTION session_actor(p_digest bytea)
RETURNS TABLE (person_id bigint, language text, expires_at timestamptz, roles text, councils text, organisations text,
	reporting text, overseen text, helsefellesskap text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	s record;
BEGIN
	SELECT session.person_id, session.used_at, session.expires_at, person.language INTO s
	FROM session JOIN person ON person.id = session.person_id
	WHERE session.digest = p_digest AND session.expires_at > now() AND person.disabled_at IS NULL
		AND session.used_at > now() - make_interval(mins => session.idle_minutes);
	IF NOT FOUND THEN
		RETURN;
	END IF;
	-- Use is noted once a minute, so that reading stays reading.
	IF s.used_at < now() - interval '1 minute' THEN
		UPDATE session SET used_at = now() WHERE session.digest = p_digest;
	END IF;
	RETURN QUERY
	SELECT s.person_id, s.language, s.expires_at,
		coalesce(string_agg(DISTINCT m.role, ','), ''),
		coalesce(array_agg(DISTINCT m.council_id) FILTER (WHERE m.council_id IS NOT NULL), '{}')::text,
		coalesce(array_agg(DISTINCT m.organisation_id) FILTER (WHERE m.role = 'coordinator'), '{}')::text,
		coalesce(array_agg(DISTINCT m.organisation_id)
			FILTER (WHERE m.role IN ('reporter', 'coordinator', 'user_representative')), '{}')::text,
		coalesce(array_agg(DISTINCT m.helsefellesskap_id) FILTER (WHERE m.role IN ('secretariat', 'follow_up')), '{}')::text,
		coalesce(array_agg(DISTINCT m.helsefellesskap_id), '{}')::text
	FROM membership m
	WHERE m.person_id = s.person_id AND m.valid_from <= current_date AND (m.valid_to IS NULL OR m.valid_to > current_date);
END
$$;

-- The name to show for a person in a case that is visible anyway.
CREATE FUNCTION person_name(p_person bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN (SELECT name FROM person WHERE id = p_person); END $$;

REVOKE ALL ON FUNCTION local_account(text), session_open(bytea, bigint, int, int), session_end(bytea), session_actor(bytea),
	person_name(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION local_account(text), session_open(bytea, bigint, int, int), session_end(bytea),
	session_actor(bytea), person_name(bigint) TO samavvik_service;
