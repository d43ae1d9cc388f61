SELECT claim_no, reason, detail, cents FROM queue_item
WHERE practice_id = $1 AND claim_id = $2 AND live = TRUE AND settled_by = 0
ORDER BY item_id
