-- Several reports that are sent as one are announced to the council once, not once each: that of the first stands for all. Only
-- what the acting person filed in this very transaction can be taken back.
CREATE FUNCTION announce_once(p_cases bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
BEGIN
	DELETE FROM announcement WHERE deviation_id = ANY (p_cases[2:]) AND reporter_person_id = acting_person() AND created_at = now();
END
$$;
REVOKE ALL ON FUNCTION announce_once(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION announce_once(bigint[]) TO samavvik_service;
