SELECT l.line_no, l.modifiers, COALESCE(v.filing_code, '') FROM claim_line l
LEFT JOIN claim_coverage v ON v.practice_id = l.practice_id AND v.claim_id = l.claim_id
    AND v.sequence = 'P'
WHERE l.practice_id = $1 AND l.claim_id = $2
ORDER BY l.line_no
