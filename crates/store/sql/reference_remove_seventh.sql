DELETE FROM reference_seventh WHERE file_id = $1
