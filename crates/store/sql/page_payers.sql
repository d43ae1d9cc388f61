SELECT payer_id, name FROM payer WHERE practice_id = $1 ORDER BY name, payer_id
