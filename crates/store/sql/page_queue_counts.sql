SELECT reason, COUNT(*), SUM(CASE WHEN cents < 0 THEN -cents ELSE cents END)
FROM queue_item
WHERE practice_id = $1 AND live = TRUE AND settled_by = 0
GROUP BY reason
