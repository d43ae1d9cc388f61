SELECT line_no, code, submitted_code, modifiers, units_milli, charge_cents, paid_cents,
    allowed_cents, service_day, control_number, remarks, claim_line
FROM line_payment WHERE practice_id = $1 AND remit_id = $2 AND claim_no = $3 ORDER BY line_no
