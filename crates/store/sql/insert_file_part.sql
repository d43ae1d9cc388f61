INSERT INTO file_part (practice_id, sha256, part_no, bytes) VALUES ($1, $2, $3, $4)
