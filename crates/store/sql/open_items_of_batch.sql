SELECT COUNT(*) FROM queue_item
WHERE practice_id = $1 AND batch_id = $2 AND live = TRUE AND settled_by = 0
