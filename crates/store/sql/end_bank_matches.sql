UPDATE bank_match SET ended_by = $1
WHERE practice_id = $2 AND line_id = $3 AND live = TRUE AND ended_by = 0
