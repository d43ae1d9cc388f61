INSERT INTO tally_part (practice_id, block, part, splits) VALUES ($1, $2, $3, $4)
ON CONFLICT (practice_id, block) DO UPDATE SET part = excluded.part, splits = excluded.splits
