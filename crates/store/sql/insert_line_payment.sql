INSERT INTO line_payment (
    practice_id, remit_id, claim_no, line_no, claim_line, code, submitted_code, modifiers,
    units_milli, charge_cents, paid_cents, allowed_cents, service_day, control_number, remarks
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
)
