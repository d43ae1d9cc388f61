SELECT payer_id, name FROM payer WHERE practice_id = $1
