SELECT block FROM tally_block WHERE practice_id = $1 ORDER BY block
