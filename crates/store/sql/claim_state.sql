UPDATE claim SET state = $1, paid_cents = $2, adjusted_cents = $3, payer_open_cents = $4,
    later_payer_open_cents = $5, denied_open_cents = $6, patient_open_cents = $7,
    adjudicated = $8
WHERE practice_id = $9 AND claim_id = $10
