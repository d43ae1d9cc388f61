UPDATE bank_match SET ended_by = 0 WHERE practice_id = $1 AND ended_by = $2
