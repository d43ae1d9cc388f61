SELECT name, next_value FROM counter WHERE practice_id = $1
