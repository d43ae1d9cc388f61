INSERT INTO reference_text (file_id, text_no, text)
VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING
