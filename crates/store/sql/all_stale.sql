INSERT INTO tally_block (practice_id, block, stale, part)
SELECT DISTINCT practice_id, claim_id / 1024, TRUE, NULL FROM claim WHERE practice_id = $1
