-- Everything that moved what is receivable, claim by claim.
SELECT j.claim_id, j.claim_line, j.post_day, j.debit, j.credit, j.cents,
    COALESCE(l.service_day, c.service_day)
FROM journal j
JOIN claim c ON c.practice_id = j.practice_id AND c.claim_id = j.claim_id
LEFT JOIN claim_line l ON l.practice_id = j.practice_id AND l.claim_id = j.claim_id
    AND l.line_no = j.claim_line
WHERE j.practice_id = $1 AND j.claim_id > 0 AND j.post_day <= $2
    AND (j.debit LIKE 'AR.%' OR j.credit LIKE 'AR.%')
ORDER BY j.claim_id
