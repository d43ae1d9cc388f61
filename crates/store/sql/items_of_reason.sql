SELECT item_id, file_id, claim_id, detail FROM queue_item
WHERE practice_id = $1 AND reason = $2 AND live = TRUE AND settled_by = 0
ORDER BY item_id
