INSERT INTO session (practice_id, token_hash, person_id, made_at, seen_at)
VALUES ($1, $2, $3, $4, $5)
