UPDATE claim_payment SET claim_id = $1, matched_by = $2, outcome = $3, decision = $4,
    denied_cents = $5
WHERE practice_id = $6 AND remit_id = $7 AND claim_no = $8
