UPDATE person SET roles = $1, active = $2 WHERE practice_id = $3 AND person_id = $4
