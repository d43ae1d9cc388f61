DELETE FROM reference_text WHERE file_id = $1
