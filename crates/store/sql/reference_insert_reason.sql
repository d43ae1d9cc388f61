INSERT INTO reference_reason (file_id, list, code, first_day, modified_day, stop_day, text)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
