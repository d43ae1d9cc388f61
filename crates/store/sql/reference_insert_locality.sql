INSERT INTO reference_locality (file_id, row_no, mac, locality, state, area, counties)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
