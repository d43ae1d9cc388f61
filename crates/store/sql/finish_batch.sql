UPDATE batch SET last_entry = $1 WHERE practice_id = $2 AND batch_id = $3
