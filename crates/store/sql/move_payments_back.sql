UPDATE claim_payment SET claim_id = $1
WHERE practice_id = $2 AND claim_id = $3 AND (found_claim_id = $1 OR $4 = TRUE)
