UPDATE person SET password = $1, failures = 0, locked_until = 0
WHERE practice_id = $2 AND person_id = $3
