INSERT INTO reference_diagnosis (file_id, code, billable, title)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
