SELECT l.line_id, l.day, l.cents, l.text FROM bank_line l
WHERE l.practice_id = $1 AND l.live = TRUE AND l.cents > 0 AND NOT EXISTS (
    SELECT 1 FROM bank_match m WHERE m.practice_id = l.practice_id AND m.line_id = l.line_id
        AND m.live = TRUE AND m.ended_by = 0)
ORDER BY l.day, l.line_id
