SELECT j.claim_id, j.claim_line, c.service_day, j.payer_id,
    SUM(CASE WHEN j.debit = 'AR.PAT' THEN j.cents ELSE 0 END)
    - SUM(CASE WHEN j.credit = 'AR.PAT' THEN j.cents ELSE 0 END)
FROM journal j
JOIN claim c ON c.practice_id = j.practice_id AND c.claim_id = j.claim_id
WHERE j.practice_id = $1 AND j.patient_id = $2 AND (j.debit = 'AR.PAT' OR j.credit = 'AR.PAT')
    AND c.live = TRUE
GROUP BY j.claim_id, j.claim_line, c.service_day, j.payer_id
