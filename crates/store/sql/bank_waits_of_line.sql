SELECT i.item_id, i.reason FROM bank_wait w
JOIN queue_item i ON i.practice_id = w.practice_id AND i.item_id = w.item_id
WHERE w.practice_id = $1 AND w.line_id = $2 AND i.live = TRUE AND i.settled_by = 0
ORDER BY i.item_id
