SELECT remit_id, content, outcome FROM remittance
WHERE practice_id = $1 AND identity = $2 AND live = TRUE ORDER BY remit_id
