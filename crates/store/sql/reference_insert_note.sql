INSERT INTO reference_note (file_id, code, note_no, kind, holder, text)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
