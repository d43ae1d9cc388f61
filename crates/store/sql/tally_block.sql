UPDATE tally_block SET stale = FALSE WHERE practice_id = $1 AND block = $2
