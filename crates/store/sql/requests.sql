SELECT q.request_id, q.wish, q.claim_id, q.claim_line, q.case_id, q.patient_id, q.from_account,
    q.cents, q.reason, q.asked_by, q.asked_at, q.outcome, q.decided_by, q.decided_at, q.answer,
    q.self_reviewed, COALESCE(c.control_number, ''), COALESCE(a.name, ''), COALESCE(d.name, ''),
    q.decided_batch
FROM request q
LEFT JOIN claim c ON c.practice_id = q.practice_id AND c.claim_id = q.claim_id
LEFT JOIN person a ON a.practice_id = q.practice_id AND a.person_id = q.asked_by
LEFT JOIN person d ON d.practice_id = q.practice_id AND d.person_id = q.decided_by
WHERE q.practice_id = $1 AND q.live = TRUE AND (q.outcome = '' OR $2 = TRUE)
ORDER BY q.request_id
