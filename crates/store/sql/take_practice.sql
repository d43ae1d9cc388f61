UPDATE practice SET practice_id = practice_id WHERE practice_id = $1
