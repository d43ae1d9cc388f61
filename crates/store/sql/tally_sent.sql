SELECT claim_id, sent_day FROM submission
WHERE practice_id = $1 AND claim_id >= $2 AND claim_id < $3 AND live = TRUE AND sequence = 'P'
    AND sent_day IS NOT NULL
