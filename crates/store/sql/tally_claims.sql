SELECT claim_id, payer_id, origin, service_day, first_bill_day, live, state, charge_cents,
    paid_cents, adjusted_cents, payer_open_cents, later_payer_open_cents, denied_open_cents,
    patient_open_cents, rendering_npi, place_of_service
FROM claim
WHERE practice_id = $1 AND claim_id >= $2 AND claim_id < $3
