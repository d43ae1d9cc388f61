UPDATE queue_item SET settled_by = $1 WHERE practice_id = $2 AND item_id = $3
