DELETE FROM reference_note WHERE file_id = $1
