-- What is denied and still claimed on some claims, by claim line: the balance of AR.DEN. Claims whose lines
-- net to nothing are left out, which does not change the sum.
SELECT j.claim_id, j.claim_line, c.control_number, c.payer_id, COALESCE(l.code, ''),
    COALESCE(l.modifiers, ''),
    SUM(CASE WHEN j.debit = 'AR.DEN' THEN j.cents ELSE -j.cents END) AS denied
FROM claim c
JOIN journal j ON j.practice_id = c.practice_id AND j.claim_id = c.claim_id
LEFT JOIN claim_line l ON l.practice_id = c.practice_id AND l.claim_id = c.claim_id
    AND l.line_no = j.claim_line
WHERE c.practice_id = $1 AND c.claim_id >= $2 AND c.claim_id < $3 AND c.live = TRUE
    AND c.denied_open_cents <> 0
    AND (j.debit = 'AR.DEN' OR j.credit = 'AR.DEN')
GROUP BY j.claim_id, j.claim_line, c.control_number, c.payer_id, l.code, l.modifiers
HAVING SUM(CASE WHEN j.debit = 'AR.DEN' THEN j.cents ELSE -j.cents END) <> 0
