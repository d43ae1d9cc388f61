SELECT item_id, reason, detail, cents, claim_id, remit_id, claim_no, file_id, day
FROM queue_item
WHERE practice_id = $1 AND live = TRUE AND settled_by = 0 AND CAST($2 AS BIGINT) IN (0, batch_id)
ORDER BY day, item_id
