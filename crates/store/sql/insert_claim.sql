INSERT INTO claim (
    practice_id, claim_id, batch_id, origin, control_number, patient_id, member_id, payer_id,
    coverages, charge_cents, service_day, first_bill_day, place_of_service, rendering_npi,
    referring_npi, billing_npi, authorization_number, diagnoses, supersedes, superseded_by,
    superseded_in, adjudicated, state, paid_cents, adjusted_cents, payer_open_cents,
    later_payer_open_cents, denied_open_cents, patient_open_cents, live
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22, $23, $24, $25, $26, $27, $28, $29, $30
)
