SELECT solo FROM practice WHERE practice_id = $1
