INSERT INTO journal (
    practice_id, entry_id, line_no, batch_id, post_day, rule, debit, credit, cents, claim_id,
    claim_line, remit_id, claim_no, patient_id, payer_id, reference, reverses
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17
)
