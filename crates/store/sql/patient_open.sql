SELECT j.claim_id, j.claim_line, c.service_day, j.payer_id,
    SUM(CASE WHEN j.debit = 'AR.PAT' THEN j.cents ELSE 0 END)
    - SUM(CASE WHEN j.credit = 'AR.PAT' THEN j.cents ELSE 0 END)
FROM claim c
JOIN journal j ON j.practice_id = c.practice_id AND j.claim_id = c.claim_id
WHERE c.practice_id = $1 AND c.patient_id = $2 AND c.live = TRUE
    AND (j.debit = 'AR.PAT' OR j.credit = 'AR.PAT')
GROUP BY j.claim_id, j.claim_line, c.service_day, j.payer_id
