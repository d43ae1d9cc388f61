UPDATE line_payment SET claim_line = $1
WHERE practice_id = $2 AND remit_id = $3 AND claim_no = $4 AND line_no = $5
