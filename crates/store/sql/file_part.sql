SELECT bytes FROM file_part WHERE practice_id = $1 AND sha256 = $2 AND part_no = $3
