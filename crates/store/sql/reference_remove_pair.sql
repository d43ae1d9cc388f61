DELETE FROM reference_pair WHERE file_id = $1
