UPDATE claim_payment SET claim_id = 0, found_claim_id = 0, matched_by = '', outcome = $1,
    decision = FALSE, denied_cents = 0, reverses_remit_id = 0, reverses_claim_no = 0,
    reversed_by_remit_id = 0, attached_in = 0
WHERE practice_id = $2 AND remit_id = $3 AND claim_no = $4
