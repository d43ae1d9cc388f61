SELECT c.claim_id, c.control_number, c.payer_id, COALESCE(v.filing_code, ''), c.service_day,
    c.payer_open_cents, c.state
FROM claim c
LEFT JOIN claim_coverage v ON v.practice_id = c.practice_id AND v.claim_id = c.claim_id
    AND v.sequence = 'P'
WHERE c.practice_id = $1 AND c.claim_id = $2 AND c.live = TRUE
    AND c.state IN ('submitted', 'rejected') AND c.service_day IS NOT NULL
    AND c.origin = '837P' AND c.payer_open_cents > 0
