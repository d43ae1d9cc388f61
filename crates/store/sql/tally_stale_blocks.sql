SELECT block FROM tally_block WHERE practice_id = $1 AND stale = TRUE ORDER BY block
