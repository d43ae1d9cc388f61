INSERT INTO tally_block (practice_id, block, stale, part) VALUES ($1, $2, TRUE, NULL)
ON CONFLICT (practice_id, block) DO UPDATE SET stale = TRUE
