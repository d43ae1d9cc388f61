INSERT INTO submission (
    practice_id, claim_id, submission_no, batch_id, file_id, segment, sequence, frequency,
    control_number, payer_id, sent_day, charge_cents, content, live, set_id
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
)
