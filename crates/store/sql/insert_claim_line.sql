INSERT INTO claim_line (
    practice_id, claim_id, line_no, batch_id, code, modifiers, units_milli, charge_cents,
    service_day, pointers, control_number, rendering_npi, place_of_service, live
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
)
