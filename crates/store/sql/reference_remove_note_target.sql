DELETE FROM reference_note_target WHERE file_id = $1
