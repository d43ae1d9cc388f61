SELECT (SELECT COALESCE(MAX(entry_id), 0) FROM journal WHERE practice_id = $1),
    (SELECT COALESCE(MAX(batch_id), 0) FROM batch WHERE practice_id = $1)
