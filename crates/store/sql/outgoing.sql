-- Claims made here. A sent one has the answer to the last sending under its number.
SELECT o.outgoing_id, o.claim_id, o.kind, o.control_number, o.charge_cents, o.state, o.built_by,
    o.approved_by, o.self_reviewed, o.reason, o.sent_batch, c.control_number, o.changes,
    COALESCE(CASE WHEN o.state = 'sent' THEN (
        SELECT s.state FROM submission s WHERE s.practice_id = o.practice_id
            AND s.claim_id = o.claim_id AND s.control_number = o.control_number AND s.live = TRUE
        ORDER BY s.submission_no DESC
        LIMIT 1
    ) END, '')
FROM outgoing o
JOIN claim c ON c.practice_id = o.practice_id AND c.claim_id = o.claim_id
WHERE o.practice_id = $1 AND o.live = TRUE
