INSERT INTO bank_line (
    practice_id, line_id, batch_id, file_id, row_no, identity, account, day, cents, text, live
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
)
