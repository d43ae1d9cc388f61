DELETE FROM reference_mue WHERE file_id = $1
