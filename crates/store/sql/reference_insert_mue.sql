INSERT INTO reference_mue (file_id, code, units, adjudication, rationale_no)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
