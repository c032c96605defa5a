-- name: counts
-- Cases by month and category, small numbers hidden below everything that shows them.
-- $1 code of the helsefellesskap
SELECT learning_counts($1)
