UPDATE queue_item SET live = FALSE WHERE practice_id = $1 AND batch_id = $2
