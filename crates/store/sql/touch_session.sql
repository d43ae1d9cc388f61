UPDATE session SET seen_at = $1 WHERE practice_id = $2 AND token_hash = $3
