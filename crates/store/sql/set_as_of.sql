UPDATE practice SET as_of_day = $1 WHERE practice_id = $2
