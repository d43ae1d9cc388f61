SELECT d.case_id, d.claim_id, c.control_number, d.sequence, d.lines, d.payer_id, d.posted_day,
    d.cents, d.open_cents, d.cause, d.group_code, d.reason, d.deadline, d.state, d.owner_id,
    COALESCE(p.name, ''), d.answer_due, d.initial, d.close_reason
FROM denial_case d
JOIN claim c ON c.practice_id = d.practice_id AND c.claim_id = d.claim_id
LEFT JOIN person p ON p.practice_id = d.practice_id AND p.person_id = d.owner_id
WHERE d.practice_id = $1 AND d.is_open = $2 AND d.live = TRUE
    AND ($3 = '' OR d.cause = $3) AND ($4 = '' OR d.state = $4)
    AND ($5 = 0 OR d.payer_id = $5) AND ($6 = 0 OR d.owner_id = $6) AND d.deadline <= $7
ORDER BY d.deadline, -d.open_cents, d.case_id
LIMIT $8 OFFSET $9
