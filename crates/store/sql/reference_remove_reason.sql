DELETE FROM reference_reason WHERE file_id = $1
