UPDATE bank_match SET live = FALSE WHERE practice_id = $1 AND batch_id = $2
