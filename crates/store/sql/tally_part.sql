-- What a block adds to the sums; nothing while it is stale.
SELECT CASE WHEN stale = TRUE THEN NULL ELSE part END FROM tally_block
WHERE practice_id = $1 AND block = $2
