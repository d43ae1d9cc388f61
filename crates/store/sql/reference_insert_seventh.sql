INSERT INTO reference_seventh (file_id, code, seventh, meaning)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
