UPDATE claim_payment SET outcome = $1, decision = $2, denied_cents = $3, reverses_remit_id = $4,
    reverses_claim_no = $5, reversed_by_remit_id = $6
WHERE practice_id = $7 AND remit_id = $8 AND claim_no = $9
