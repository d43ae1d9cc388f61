UPDATE claim_payment SET claim_id = $1, matched_by = $2, found_claim_id = $1
WHERE practice_id = $3 AND remit_id = $4 AND claim_no = $5
