INSERT INTO tally_block (practice_id, block, stale)
SELECT DISTINCT practice_id, claim_id / 1024, TRUE FROM claim WHERE practice_id = $1
