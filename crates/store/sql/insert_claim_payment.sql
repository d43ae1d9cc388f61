INSERT INTO claim_payment (
    practice_id, remit_id, claim_no, batch_id, segment, claim_id, matched_by, control_number,
    payer_control_number, status, sequence, charge_cents, paid_cents, patient_cents,
    denied_cents, filing_code, patient_id, rendering_npi, place_of_service, forwarded, remarks,
    service_day, post_day, outcome, decision, reverses_remit_id, reverses_claim_no,
    reversed_by_remit_id, found_claim_id, live
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22, $23, $24, $25, $26, $27, $28, $29, $30
)
