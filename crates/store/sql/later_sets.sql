SELECT COUNT(*) FROM sent_set
WHERE practice_id = $1 AND live = TRUE AND (group_and_set = $2 OR batch = $2)
    AND day > $3 AND day <= $4
