UPDATE claim_payment SET reversed_by_remit_id = $1
WHERE practice_id = $2 AND remit_id = $3 AND claim_no = $4
