UPDATE tally_block SET stale = FALSE, part = $1 WHERE practice_id = $2 AND block = $3
