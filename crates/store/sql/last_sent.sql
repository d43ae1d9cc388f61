SELECT MAX(sent_day) FROM submission
WHERE practice_id = $1 AND claim_id = $2 AND live = TRUE AND sequence = 'P'
