INSERT INTO own_move (
    practice_id, move_id, batch_id, claim_id, claim_line, day, rule, from_account, to_account,
    cents, reason, live
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
