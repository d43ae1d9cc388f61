DELETE FROM reference_locality WHERE file_id = $1
