INSERT INTO bank_wait (practice_id, item_id, line_id) VALUES ($1, $2, $3)
