SELECT COUNT(*) FROM sent_set
WHERE practice_id = $1 AND live = TRUE
    AND (interchange = $2 OR group_and_set = $2 OR batch = $2)
