SELECT DISTINCT about FROM answer WHERE practice_id = $1 AND batch_id = $2
