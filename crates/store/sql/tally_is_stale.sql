INSERT INTO tally_block (practice_id, block, stale) VALUES ($1, $2, TRUE)
ON CONFLICT (practice_id, block) DO UPDATE SET stale = TRUE
