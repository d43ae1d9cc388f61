SELECT name, go_live_day, as_of_day, made_up, solo FROM practice WHERE practice_id = $1
