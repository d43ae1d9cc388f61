-- What a block adds to the sums by therapist, code and place; nothing while it is stale.
SELECT p.splits FROM tally_part p
JOIN tally_block b ON b.practice_id = p.practice_id AND b.block = p.block
WHERE p.practice_id = $1 AND p.block = $2 AND b.stale = FALSE
