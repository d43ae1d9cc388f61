SELECT line_id, account, day, cents, text, batch_id, file_id, row_no FROM bank_line
WHERE practice_id = $1 AND line_id = $2 AND live = TRUE
