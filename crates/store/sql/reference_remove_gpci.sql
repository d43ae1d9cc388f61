DELETE FROM reference_gpci WHERE file_id = $1
