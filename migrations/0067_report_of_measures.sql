-- Measures in the report, as dimensions of cases: a case with several stands where its strongest measure is, the phase of the one that has
-- come shortest, the deadline that presses most, and the best effect that was found. So the unit is the case, as everywhere in the report,
-- and small numbers of cases are hidden as they are elsewhere.
INSERT INTO report_dimension (name, position, filter, code_list, later) VALUES
	('measure_strength', 21, false, NULL, true),
	('measure_phase', 22, false, NULL, true),
	('measure_state', 23, false, NULL, true),
	('measure_effect', 24, false, NULL, true);
