SELECT COALESCE(MAX(entry_id), 0) FROM journal WHERE practice_id = $1
