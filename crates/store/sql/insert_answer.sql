INSERT INTO answer (
    practice_id, answer_id, batch_id, file_id, segment, kind, about, said_by, source_name, says,
    codes, payer_control_number, day, tied, live, sent_batch
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
    $16)
