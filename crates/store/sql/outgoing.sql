SELECT o.outgoing_id, o.claim_id, o.kind, o.control_number, o.charge_cents, o.state, o.built_by,
    o.approved_by, o.self_reviewed, o.reason, o.sent_batch, c.control_number, o.changes
FROM outgoing o
JOIN claim c ON c.practice_id = o.practice_id AND c.claim_id = o.claim_id
WHERE o.practice_id = $1 AND o.live = TRUE
ORDER BY o.outgoing_id
