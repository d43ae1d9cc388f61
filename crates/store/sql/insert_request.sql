INSERT INTO request (
    practice_id, request_id, batch_id, wish, claim_id, claim_line, case_id, patient_id,
    from_account, cents, reason, asked_by, asked_at, outcome, decided_batch, decided_by,
    decided_at, answer, self_reviewed, live
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20
)
