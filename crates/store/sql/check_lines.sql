SELECT l.claim_id, l.line_no, l.charge_cents, COALESCE(t.charged, 0)
FROM claim_line l
JOIN claim c ON c.practice_id = l.practice_id AND c.claim_id = l.claim_id
LEFT JOIN (
    SELECT claim_id, claim_line, SUM(CASE WHEN credit = 'REV' THEN cents ELSE -cents END) AS charged
    FROM journal
    WHERE practice_id = $1 AND claim_id > 0 AND (credit = 'REV' OR debit = 'REV')
    GROUP BY claim_id, claim_line
) AS t ON t.claim_id = l.claim_id AND t.claim_line = l.line_no
WHERE l.practice_id = $1
    AND COALESCE(t.charged, 0) <> CASE WHEN c.live = TRUE THEN l.charge_cents ELSE 0 END
LIMIT 50
