SELECT s.submission_no, s.sent_day, s.control_number, COALESCE(t.interchange, ''),
    COALESCE(t.group_and_set, ''), COALESCE(t.batch, ''), s.state, s.sequence,
    c.billing_npi, t.day
FROM submission s
JOIN claim c ON c.practice_id = s.practice_id AND c.claim_id = s.claim_id
LEFT JOIN sent_set t ON t.practice_id = s.practice_id AND t.set_id = s.set_id
WHERE s.practice_id = $1 AND s.claim_id = $2 AND s.live = TRUE
ORDER BY s.submission_no
