SELECT outgoing_id, was_state, was_approved_by, was_self_reviewed, was_reason FROM outgoing_step
WHERE practice_id = $1 AND batch_id = $2
ORDER BY outgoing_id
