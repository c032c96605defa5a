-- One seal for each call, of at most 2,000 cases and as many reads; whoever seals calls until one is not full. All in one statement would, after
-- tens of thousands of cases came in at once, take longer than a statement may, each day anew, and hold up all that is swept meanwhile.
-- A seal of fewer cases was the last one of its round: what happened from a day before it is looked through, so a round that was cut off is resumed.
CREATE FUNCTION seal_most() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 2000 $$;
COMMENT ON FUNCTION seal_most() IS 'How many cases, and how many reads, one seal takes at most';

CREATE OR REPLACE FUNCTION seal_history(p_reads_upto bigint) RETURNS SETOF seal
LANGUAGE plpgsql SECURITY DEFINER SET search_path = samavvik, pg_temp
AS $$
DECLARE
	last seal;
	since timestamptz;
	most CONSTANT int := seal_most();
BEGIN
	LOCK TABLE seal IN SHARE ROW EXCLUSIVE MODE;
	SELECT * INTO last FROM seal ORDER BY number DESC LIMIT 1;
	since := coalesce((SELECT max(at) FROM seal WHERE cases < most) - interval '1 day', '-infinity');
	WITH newest AS MATERIALIZED (
		SELECT e.deviation_id, d.number, e.sequence, e.hash
		FROM (SELECT deviation_id, max(sequence) AS sequence FROM event WHERE at >= since GROUP BY deviation_id) n
		JOIN event e ON e.deviation_id = n.deviation_id AND e.sequence = n.sequence
		JOIN deviation d ON d.id = e.deviation_id
		WHERE NOT EXISTS (SELECT 1 FROM seal_entry s WHERE s.deviation_id = e.deviation_id AND s.sequence >= e.sequence)
		ORDER BY e.deviation_id LIMIT most
	),
	looks AS MATERIALIZED (
		SELECT r.id, r.helsefellesskap_id, r.deviation_id, r.person_id, r.what, r.at, r.detail
		FROM read_log r WHERE r.id > coalesce(last.reads_upto, 0) AND r.id <= p_reads_upto ORDER BY r.id LIMIT most
	),
	parts AS (
		SELECT coalesce(last.number, 0) + 1 AS number, clock_timestamp() AS at,
			coalesce(last.reads_upto, 0) AS reads_after, coalesce(l.upto, last.reads_upto, 0) AS reads_upto,
			c.cases, sha256(convert_to(c.said, 'UTF8')) AS cases_digest, l.reads, sha256(convert_to(l.said, 'UTF8')) AS reads_digest
		FROM (SELECT count(*)::int AS cases, coalesce(string_agg(concat(hashed(deviation_id::text), hashed(number),
				hashed(sequence::text), hashed(encode(hash, 'hex'))), '' ORDER BY deviation_id), '') AS said FROM newest) c,
			(SELECT count(*)::int AS reads, max(id) AS upto, coalesce(string_agg(concat(hashed(id::text),
				hashed(helsefellesskap_id::text), hashed(deviation_id::text), hashed(person_id::text), hashed(what),
				hashed(history_time(at)), hashed(detail::text)), '' ORDER BY id), '') AS said FROM looks) l
	),
	sealed AS (
		INSERT INTO seal (number, at, cases, cases_digest, reads_after, reads_upto, reads, reads_digest, previous, hash)
		SELECT number, at, cases, cases_digest, reads_after, reads_upto, reads, reads_digest, last.hash,
			sha256(convert_to(concat(hashed('samavvik seal 1'), hashed(number::text), hashed(history_time(at)),
				hashed(cases::text), hashed(encode(cases_digest, 'hex')), hashed(reads_after::text),
				hashed(reads_upto::text), hashed(reads::text), hashed(encode(reads_digest, 'hex')),
				hashed(encode(last.hash, 'hex'))), 'UTF8'))
		FROM parts WHERE cases > 0 OR reads > 0
		RETURNING seal.number, seal.at, seal.cases, seal.cases_digest, seal.reads_after, seal.reads_upto, seal.reads,
			seal.reads_digest, seal.previous, seal.hash
	),
	entries AS (
		INSERT INTO seal_entry (seal, deviation_id, number, sequence, hash)
		SELECT s.number, n.deviation_id, n.number, n.sequence, n.hash FROM sealed s, newest n
	)
	SELECT number, at, cases, cases_digest, reads_after, reads_upto, reads, reads_digest, previous, hash INTO last FROM sealed;
	IF FOUND THEN
		RETURN NEXT last;
	END IF;
END
$$;
