SELECT outcome, paid_cents FROM claim_payment
WHERE practice_id = $1 AND remit_id = $2 AND claim_no = $3 AND live = TRUE
