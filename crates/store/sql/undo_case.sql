UPDATE denial_case SET live = FALSE
WHERE practice_id = $1 AND claim_id IN (
    SELECT claim_id FROM claim WHERE practice_id = $1 AND batch_id = $2)
