INSERT INTO outgoing (
    practice_id, outgoing_id, batch_id, claim_id, kind, control_number, charge_cents, state,
    built_by, approved_by, self_reviewed, reason, sent_batch, live,
    changes
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
