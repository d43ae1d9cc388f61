INSERT INTO reference_pair (file_id, column1, column2, first_day, last_day, indicator, rationale_no)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
