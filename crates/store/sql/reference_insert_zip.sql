INSERT INTO reference_zip (file_id, zip, state, mac, locality, rural, plus_four)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
