-- What a block adds to the sums by therapist, code and place; nothing while it is stale.
SELECT CASE WHEN stale = TRUE THEN NULL ELSE splits END FROM tally_block
WHERE practice_id = $1 AND block = $2
