UPDATE denial_case SET claim_id = $1 WHERE practice_id = $2 AND claim_id = $3
