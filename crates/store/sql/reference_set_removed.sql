UPDATE reference_file SET removed_at = $1 WHERE file_id = $2 AND removed_at = 0
