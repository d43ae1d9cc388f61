UPDATE queue_item SET settled_by = 0 WHERE practice_id = $1 AND settled_by = $2
