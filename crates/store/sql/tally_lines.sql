SELECT claim_id, line_no, service_day, code, rendering_npi FROM claim_line
WHERE practice_id = $1 AND claim_id >= $2 AND claim_id < $3
