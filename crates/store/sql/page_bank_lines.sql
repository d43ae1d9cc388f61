-- Lines of the bank, the latest first: all, those that wait, or those that are matched.
SELECT l.line_id, l.account, l.day, l.cents, l.text, l.batch_id, l.file_id, l.row_no,
    CASE WHEN m.line_id IS NULL THEN 0 ELSE 1 END, COUNT(*) OVER ()
FROM bank_line l
LEFT JOIN (
    SELECT line_id FROM bank_match
    WHERE practice_id = $1 AND live = TRUE AND ended_by = 0 GROUP BY line_id
) AS m ON m.line_id = l.line_id
WHERE l.practice_id = $1 AND l.live = TRUE AND (
    CAST($2 AS TEXT) = '' OR ($2 = 'matched' AND m.line_id IS NOT NULL)
    OR ($2 = 'waiting' AND l.cents > 0 AND m.line_id IS NULL))
ORDER BY l.day DESC, l.line_id DESC
LIMIT $3 OFFSET $4
