SELECT line_id FROM bank_line WHERE practice_id = $1 AND identity = $2 AND live = TRUE LIMIT 1
