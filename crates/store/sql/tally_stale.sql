SELECT b.block, p.part, p.splits FROM tally_block b
LEFT JOIN tally_part p ON p.practice_id = b.practice_id AND p.block = b.block
WHERE b.practice_id = $1 AND b.stale = TRUE
ORDER BY b.block
LIMIT $2
