-- The report took the place of the counts that were made anew each time somebody asked.
DROP FUNCTION learning_counts(text);
DROP FUNCTION hide_small(jsonb, int);
