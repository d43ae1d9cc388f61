UPDATE person SET failures = $1, locked_until = $2 WHERE practice_id = $3 AND person_id = $4
