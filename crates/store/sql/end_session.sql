DELETE FROM session WHERE practice_id = $1 AND token_hash = $2
