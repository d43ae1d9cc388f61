SELECT COALESCE(MAX(file_id), 0) + 1 FROM reference_file
