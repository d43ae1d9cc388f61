SELECT item_id, detail FROM queue_item
WHERE practice_id = $1 AND claim_id = $2 AND reason = $3 AND live = TRUE AND settled_by = 0
