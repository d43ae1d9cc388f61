SELECT COUNT(*) FROM outgoing WHERE practice_id = $1 AND live = TRUE
