-- Claims as sent that the first payer has neither taken in nor decided, the oldest services
-- first, with the kind of that payer (SBR09).
SELECT c.claim_id, c.control_number, c.payer_id, COALESCE(v.filing_code, ''), c.service_day,
    c.payer_open_cents, c.state
FROM claim c
LEFT JOIN claim_coverage v ON v.practice_id = c.practice_id AND v.claim_id = c.claim_id
    AND v.sequence = 'P'
WHERE c.practice_id = $1 AND c.live = TRUE AND c.state = $2
    AND COALESCE(c.service_day, 0) > 0 AND COALESCE(c.service_day, 0) <= $3
    AND c.origin = '837P' AND c.payer_open_cents > 0
