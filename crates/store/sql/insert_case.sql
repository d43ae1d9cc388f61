INSERT INTO denial_case (
    practice_id, case_id, batch_id, claim_id, sequence, first_line, ordinal, lines, remit_id,
    claim_no, payer_id, posted_day, cents, open_cents, cause, group_code, reason, initial,
    correction_limit, appeal_limit, deadline, state, owner_id, level, appeal_filed, answer_due,
    closed_day, close_reason, is_open, live
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22, $23, $24, $25, $26, $27, $28, $29, $30
)
