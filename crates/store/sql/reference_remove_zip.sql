DELETE FROM reference_zip WHERE file_id = $1
