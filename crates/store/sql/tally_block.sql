UPDATE tally_block SET stale = FALSE, part = $1, splits = $2
WHERE practice_id = $3 AND block = $4
