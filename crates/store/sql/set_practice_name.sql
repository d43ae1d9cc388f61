UPDATE practice SET name = $1, made_up = $2 WHERE practice_id = $3
