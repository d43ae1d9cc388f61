INSERT INTO payer_alias (practice_id, alias, payer_id) VALUES ($1, $2, $3)
ON CONFLICT (practice_id, alias) DO NOTHING
