SELECT claim_id, control_number, patient_id, payer_id, service_day, first_bill_day,
    charge_cents, paid_cents, adjusted_cents, payer_open_cents, later_payer_open_cents,
    denied_open_cents, patient_open_cents, state, adjudicated, batch_id, origin, member_id,
    place_of_service, rendering_npi, referring_npi, billing_npi, authorization_number,
    diagnoses, supersedes, superseded_by, live
FROM claim WHERE practice_id = $1 AND claim_id = $2
