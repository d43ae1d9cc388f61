DELETE FROM reference_rvu WHERE file_id = $1
