UPDATE claim_payment SET claim_id = $1, matched_by = $2, found_claim_id = $1, attached_in = $3
WHERE practice_id = $4 AND remit_id = $5 AND claim_no = $6
