SELECT claim_id FROM claim_payment WHERE practice_id = $1 AND remit_id = $2 AND claim_no = $3
