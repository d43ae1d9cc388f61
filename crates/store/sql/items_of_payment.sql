SELECT item_id, reason, detail FROM queue_item
WHERE practice_id = $1 AND remit_id = $2 AND claim_no = $3 AND live = TRUE AND settled_by = 0
ORDER BY item_id
