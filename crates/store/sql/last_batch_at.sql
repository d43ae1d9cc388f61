SELECT COALESCE(MAX(made_at), 0) FROM batch WHERE practice_id = $1
