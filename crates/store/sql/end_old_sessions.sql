DELETE FROM session WHERE practice_id = $1 AND seen_at < $2
