UPDATE claim_payment SET claim_id = 0, found_claim_id = 0, matched_by = '', outcome = 'held',
    decision = FALSE, denied_cents = 0, reverses_remit_id = 0, reverses_claim_no = 0,
    reversed_by_remit_id = 0
WHERE practice_id = $1 AND remit_id = $2 AND claim_no = $3
