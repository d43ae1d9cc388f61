SELECT person_id, made_at, seen_at FROM session WHERE practice_id = $1 AND token_hash = $2
