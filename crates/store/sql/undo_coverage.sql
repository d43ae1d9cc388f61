DELETE FROM claim_coverage WHERE practice_id = $1 AND batch_id = $2
