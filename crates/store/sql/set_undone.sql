UPDATE batch SET undone_by = $1 WHERE practice_id = $2 AND batch_id = $3
