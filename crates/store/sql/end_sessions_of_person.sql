DELETE FROM session WHERE practice_id = $1 AND person_id = $2
