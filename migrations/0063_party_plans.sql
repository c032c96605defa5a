-- Whether an organisation has so few cases that a list of them is best read from them, not from all cases of a council. For choosing
-- between two ways to the same rows, so it counts what there is and says nothing more.
CREATE FUNCTION few_cases_of(p_organisation bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$ BEGIN RETURN (SELECT count(*) FROM (SELECT 1 FROM deviation WHERE reporter_organisation_id = p_organisation LIMIT 2001) x) <= 2000
	AND (SELECT count(*) FROM (SELECT 1 FROM deviation WHERE other_organisation_id = p_organisation LIMIT 2001) x) <= 2000; END $$;
REVOKE ALL ON FUNCTION few_cases_of(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION few_cases_of(bigint) TO samavvik_service;
