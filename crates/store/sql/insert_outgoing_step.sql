INSERT INTO outgoing_step (
    practice_id, outgoing_id, batch_id, was_state, was_approved_by, was_self_reviewed, was_reason
) VALUES ($1, $2, $3, $4, $5, $6, $7)
