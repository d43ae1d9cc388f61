SELECT COUNT(*) FROM (SELECT answer_id FROM answer WHERE practice_id = $1 AND live = TRUE LIMIT 1)
    AS found
