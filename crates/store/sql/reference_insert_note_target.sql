INSERT INTO reference_note_target (file_id, code, note_no, target_no, first_code, last_code)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
