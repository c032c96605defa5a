-- Finding cases by what they say: what is similar to a report that is about to be sent, and search in the queue. Operators of text
-- search are not leakproof, so under a policy they can use no index. Whoever searches goes through functions of the owner, which ask
-- visible_deviations() themselves; nobody else reads case_search.

-- Whoever owns the database may add these two.
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA samavvik;
CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA samavvik;

-- Apart from the cases, so that filing writes none of it: index_cases() adds what is new, seconds later. Holds what readers see, that
-- is the texts with their masks on: a masked word finds nothing. An erased case is not here.
CREATE TABLE case_search (
	deviation_id bigint CONSTRAINT case_search_pk PRIMARY KEY CONSTRAINT case_search_deviation_fk REFERENCES deviation,
	helsefellesskap_id bigint NOT NULL,
	-- When it was submitted, as case_quarter(): a search can go back in time piece by piece, however many there are.
	quarter int NOT NULL,
	title text NOT NULL,
	-- Norwegian word stems: of the title with weight A, of the description with weight B.
	search tsvector NOT NULL
);
ALTER TABLE case_search ENABLE ROW LEVEL SECURITY;
CREATE INDEX case_search_found ON case_search USING gin (helsefellesskap_id, quarter, search, title gin_trgm_ops)
	WITH (gin_pending_list_limit = 128);

CREATE FUNCTION case_quarter(p_time timestamptz) RETURNS int LANGUAGE sql STABLE
AS $$ SELECT (extract(year FROM p_time AT TIME ZONE 'Europe/Oslo') * 4 + extract(quarter FROM p_time AT TIME ZONE 'Europe/Oslo') - 1)::int $$;

CREATE FUNCTION case_words(p_title text, p_description text) RETURNS tsvector LANGUAGE sql STABLE
AS $$ SELECT setweight(to_tsvector('pg_catalog.norwegian', p_title), 'A')
	|| setweight(to_tsvector('pg_catalog.norwegian', p_description), 'B') $$;

-- The rows that the policies of deviation show the acting person, for functions of the owner, which no policy holds back. It becomes
-- part of the statement that asks. Made from the policies themselves: a migration that changes one says so with
-- SELECT keep_visible_deviations(). tests/http/validation.test.mjs holds the two together.
CREATE FUNCTION keep_visible_deviations() RETURNS void LANGUAGE plpgsql SET search_path = samavvik, pg_temp
AS $keep$
BEGIN
	EXECUTE (SELECT format('CREATE OR REPLACE FUNCTION visible_deviations() RETURNS SETOF deviation LANGUAGE sql STABLE AS $seen$ '
			'SELECT * FROM deviation WHERE %s $seen$', string_agg('(' || pg_get_expr(polqual, polrelid) || ')', ' OR ' ORDER BY polname DESC))
		FROM pg_policy WHERE polrelid = 'deviation'::regclass AND polcmd IN ('r', '*') AND polpermissive);
END
$keep$;
SELECT keep_visible_deviations();

-- Adds up to p_rows cases, oldest first; says how many. Only one at a time may run. Cases get their ids before they commit, so it
-- looks a little further back than the newest that is there. The rows are locked first and read in a statement of its own: a mask
-- that is put on meanwhile is then seen here, or sees the row that is added here.
CREATE FUNCTION index_cases(p_rows int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	waiting bigint[];
BEGIN
	waiting := ARRAY(SELECT d.id FROM deviation d
		WHERE d.id > coalesce((SELECT max(s.deviation_id) FROM case_search s), 0) - 1000 AND d.erased_digest IS NULL
			AND NOT EXISTS (SELECT 1 FROM case_search s WHERE s.deviation_id = d.id)
		ORDER BY d.id LIMIT p_rows FOR SHARE OF d SKIP LOCKED);
	INSERT INTO case_search (deviation_id, helsefellesskap_id, quarter, title, search)
	SELECT d.id, d.helsefellesskap_id, case_quarter(d.submitted_at), shown.title,
		case_words(shown.title, masked_text(d.description, d.id, 'description', NULL))
	FROM deviation d CROSS JOIN LATERAL (SELECT masked_text(d.title, d.id, 'title', NULL) AS title) shown
	WHERE d.id = ANY (waiting);
	RETURN cardinality(waiting);
END
$$;

CREATE FUNCTION mask_in_search() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	PERFORM 1 FROM deviation WHERE id = NEW.deviation_id FOR NO KEY UPDATE;
	UPDATE case_search s SET title = masked_text(d.title, d.id, 'title', NULL),
		search = case_words(masked_text(d.title, d.id, 'title', NULL), masked_text(d.description, d.id, 'description', NULL))
	FROM deviation d WHERE d.id = NEW.deviation_id AND s.deviation_id = d.id;
	RETURN NULL;
END
$$;
CREATE TRIGGER mask_reaches_search AFTER INSERT OR UPDATE ON mask
	FOR EACH ROW WHEN (NEW.field IN ('title', 'description')) EXECUTE FUNCTION mask_in_search();

CREATE FUNCTION erase_in_search() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	DELETE FROM case_search WHERE deviation_id = NEW.id;
	RETURN NULL;
END
$$;
CREATE TRIGGER deviation_erasure_reaches_search AFTER UPDATE OF erased_digest ON deviation
	FOR EACH ROW EXECUTE FUNCTION erase_in_search();

INSERT INTO case_search (deviation_id, helsefellesskap_id, quarter, title, search)
SELECT d.id, d.helsefellesskap_id, case_quarter(d.submitted_at), shown.title,
	case_words(shown.title, masked_text(d.description, d.id, 'description', NULL))
FROM deviation d CROSS JOIN LATERAL (SELECT masked_text(d.title, d.id, 'title', NULL) AS title) shown
WHERE d.erased_digest IS NULL;

-- Two words of a title, whichever, in one case; or the only word there is. Null: no word that means something. The longest eight
-- words tell most.
CREATE FUNCTION any_two_words(p_title text) RETURNS tsquery LANGUAGE sql STABLE
AS $$
	WITH word AS (
		SELECT lexeme, '''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''' AS quoted
		FROM unnest(to_tsvector('pg_catalog.norwegian', p_title)) ORDER BY length(lexeme) DESC, lexeme LIMIT 8)
	SELECT coalesce(string_agg('(' || a.quoted || '&' || b.quoted || ')', '|'), (SELECT min(quoted) FROM word))::tsquery
	FROM word a JOIN word b ON a.lexeme < b.lexeme
$$;

-- Up to five cases that the acting person may see and that may be about the same, the likest first, from the last two years.
-- Reports of one's own are looked through as they are. What others filed is found by the index, the newest quarter first: until there is
-- enough, or (however many cases there are) 30 ms are gone; by letters only where words find little, as for a slip of the pen.
CREATE FUNCTION similar_cases(p_helsefellesskap bigint, p_title text, p_reporter_organisation bigint, p_other_organisation bigint,
	p_category text, p_occurred_on date) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	words tsquery := any_two_words(p_title);
	newest int := case_quarter(now());
	until timestamptz := clock_timestamp() + interval '30 milliseconds';
	found bigint[];
BEGIN
	found := ARRAY(SELECT s.deviation_id
		FROM unnest(followed() || acting_person()) AS reporter (id)
		CROSS JOIN LATERAL (SELECT d.id FROM deviation d WHERE d.reporter_person_id = reporter.id ORDER BY d.id DESC LIMIT 200) own
		JOIN case_search s ON s.deviation_id = own.id
		WHERE s.helsefellesskap_id = p_helsefellesskap AND s.quarter > newest - 8 AND (s.search @@ words OR s.title % p_title));
	IF num_nulls(nullif(acting_ids('councils'), '{}'), nullif(acting_ids('organisations'), '{}'), nullif(acting_ids('overseen'), '{}')) < 3 THEN
		FOR back IN 0 .. 7 LOOP
			EXIT WHEN cardinality(found) >= 20 OR (back > 0 AND clock_timestamp() > until);
			found := found || ARRAY(SELECT d.id FROM case_search s JOIN visible_deviations() d ON d.id = s.deviation_id
				WHERE s.helsefellesskap_id = p_helsefellesskap AND s.quarter = newest - back AND s.search @@ words
				ORDER BY d.id DESC LIMIT 500);
		END LOOP;
		FOR back IN 0 .. 3 LOOP
			EXIT WHEN cardinality(found) >= 5 OR (back > 0 AND clock_timestamp() > until);
			found := found || ARRAY(SELECT d.id FROM case_search s JOIN visible_deviations() d ON d.id = s.deviation_id
				WHERE s.helsefellesskap_id = p_helsefellesskap AND s.quarter = newest - back AND s.title % p_title
				ORDER BY d.id DESC LIMIT 500);
		END LOOP;
	END IF;
	RETURN (SELECT coalesce(json_agg(json_build_object('id', l.id::text, 'number', l.number, 'title', l.title, 'category', l.category,
			'status', l.status, 'occurred_on', l.occurred_on, 'submitted_at', time_json(l.submitted_at), 'same_parties', l.same_parties,
			'same_day', l.same_day) ORDER BY l.score DESC, l.id DESC), '[]')
		FROM (SELECT d.id, d.number, s.title, d.category, d.status, d.occurred_on, d.submitted_at, same.parties AS same_parties,
				same.day AS same_day, similarity(s.title, p_title) + coalesce(ts_rank(s.search, words), 0) + same.parties::int * 0.2
					+ same.day::int * 0.2 + (d.category = p_category)::int * 0.1 AS score
			FROM visible_deviations() d
			JOIN case_search s ON s.deviation_id = d.id
			CROSS JOIN LATERAL (SELECT coalesce(d.occurred_on = p_occurred_on, false) AS day,
				ARRAY[d.reporter_organisation_id, d.other_organisation_id] @> ARRAY[p_reporter_organisation, p_other_organisation]
					AS parties) same
			WHERE d.id = ANY (found)
			ORDER BY score DESC, d.id DESC LIMIT 5) l);
END
$$;

REVOKE ALL ON FUNCTION case_quarter(timestamptz), case_words(text, text), keep_visible_deviations(), visible_deviations(), index_cases(int), mask_in_search(),
	erase_in_search(), any_two_words(text), similar_cases(bigint, text, bigint, bigint, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION index_cases(int), similar_cases(bigint, text, bigint, bigint, text, date) TO samavvik_service;
