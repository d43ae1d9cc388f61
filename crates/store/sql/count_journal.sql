SELECT COUNT(*), COUNT(DISTINCT entry_id) FROM journal WHERE practice_id = $1
