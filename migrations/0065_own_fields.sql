-- What is wrong with the fields of the helsefellesskap itself, with the place of each mistake, as configuration_mistakes() says it of the sections.
CREATE FUNCTION configuration_own_mistakes(p_document jsonb) RETURNS TABLE (place text, code text, value text)
LANGUAGE sql STABLE SET search_path = samavvik, pg_temp
AS $$
	WITH own AS MATERIALIZED (
		SELECT p_document -> 'helsefellesskap' AS fields WHERE jsonb_typeof(p_document -> 'helsefellesskap') = 'object'
	),
	form (field, type, required, allowed) AS (
		VALUES ('code', 'code', true, NULL::text[]), ('case_prefix', 'line', true, NULL), ('name', 'line', true, NULL),
			('language', 'code', false, '{nb,nn,en}'), ('smallest_shown', 'int', false, NULL), ('publishes_learning', 'boolean', false, NULL),
			('filing_without_account', 'object', false, NULL)
	)
	SELECT '/helsefellesskap/' || k.field, 'unknown_key', NULL::text FROM own CROSS JOIN LATERAL jsonb_object_keys(own.fields) AS k (field)
	WHERE NOT EXISTS (SELECT 1 FROM form WHERE form.field = k.field)
	UNION ALL
	SELECT '/helsefellesskap/' || f.field, 'required', NULL FROM own CROSS JOIN form f
	WHERE f.required AND coalesce(jsonb_typeof(own.fields -> f.field), 'null') = 'null'
	UNION ALL
	SELECT '/helsefellesskap/' || f.field, m.code, CASE m.code WHEN 'not_allowed' THEN array_to_string(f.allowed, ', ') WHEN 'wrong_type' THEN f.type END
	FROM own JOIN form f ON jsonb_typeof(own.fields -> f.field) <> 'null'
	CROSS JOIN LATERAL configuration_value_mistake(own.fields -> f.field, f.type, f.allowed) AS m (code) WHERE m.code IS NOT NULL
	UNION ALL
	SELECT '/helsefellesskap/smallest_shown', 'not_allowed', '1–50' FROM own
	WHERE own.fields ->> 'smallest_shown' ~ '^-?[0-9]{1,9}$' AND (own.fields ->> 'smallest_shown')::int NOT BETWEEN 1 AND 50
	UNION ALL
	SELECT '/helsefellesskap/filing_without_account', 'unknown_code', named.code
	FROM own CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(own.fields #> '{filing_without_account,organisations}') WHEN 'array'
		THEN own.fields #> '{filing_without_account,organisations}' ELSE '[]' END) AS named (code)
	WHERE NOT EXISTS (SELECT 1 FROM configuration_entries(p_document) e WHERE e.section = 'organisations' AND e.entry ->> 'code' = named.code)
	UNION ALL
	SELECT '/helsefellesskap/filing_without_account', 'not_allowed', 'hospital, municipality, gp, user_representative'
	FROM own CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(own.fields #> '{filing_without_account,parties}') WHEN 'array'
		THEN own.fields #> '{filing_without_account,parties}' ELSE '[]' END) AS named (party)
	WHERE named.party NOT IN ('hospital', 'municipality', 'gp', 'user_representative')
$$;
