UPDATE practice SET solo = $1 WHERE practice_id = $2
