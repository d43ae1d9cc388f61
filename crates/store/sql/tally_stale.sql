SELECT block, part, splits FROM tally_block WHERE practice_id = $1 AND stale = TRUE
ORDER BY block
LIMIT $2
