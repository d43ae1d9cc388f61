SELECT payer_id FROM payer_alias WHERE practice_id = $1 AND alias = $2
