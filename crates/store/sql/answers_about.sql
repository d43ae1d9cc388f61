SELECT answer_id, kind, about, said_by, says, codes, payer_control_number, day, tied, source_name
FROM answer
WHERE practice_id = $1 AND about IN ($2, $3, $4, $5, $6, $7) AND live = TRUE
ORDER BY answer_id
