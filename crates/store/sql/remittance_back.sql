SELECT payer_id, post_day, outcome, claims, claims_paid_cents, provider_cents, off_by_cents,
    fault_count, payment_cents
FROM remittance WHERE practice_id = $1 AND remit_id = $2 AND live = TRUE
