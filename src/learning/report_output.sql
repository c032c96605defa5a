-- What goes with the report into its files.

-- name: report_labels
-- What the values of the dimensions are called: {"category": {"epikrise": "Epikrise"}}. Later meanings of a code go before earlier ones.
-- $1 code of the helsefellesskap
-- $2 language
WITH h AS (SELECT id FROM helsefellesskap WHERE code = $1),
labels AS (
	SELECT r.name, v.code, CASE $2 WHEN 'en' THEN v.label_en WHEN 'nn' THEN v.label_nn ELSE v.label_nb END AS label, v.valid_from AS since
	FROM h JOIN code_value v ON v.helsefellesskap_id = h.id JOIN report_dimension r ON r.code_list = v.list
	UNION ALL SELECT 'council', c.code, c.name, c.valid_from FROM h JOIN council c ON c.helsefellesskap_id = h.id
	UNION ALL SELECT 'counterpart', o.code, o.name, NULL FROM h JOIN helsefellesskap_member m ON m.helsefellesskap_id = h.id
		JOIN organisation o ON o.id = m.organisation_id),
chosen AS (SELECT DISTINCT ON (name, code) name, code, label FROM labels ORDER BY name, code, since DESC NULLS LAST)
SELECT coalesce(json_object_agg(d.name, d.labels), '{}') FROM (
	SELECT name, json_object_agg(code, label) AS labels FROM chosen GROUP BY name) d
