SELECT line_no, code, modifiers, units_milli, charge_cents, service_day FROM claim_line
WHERE practice_id = $1 AND claim_id = $2 AND live = TRUE ORDER BY line_no
