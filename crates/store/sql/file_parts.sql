SELECT COUNT(*) FROM file_part WHERE practice_id = $1 AND sha256 = $2
