INSERT INTO counter (practice_id, name, next_value) VALUES ($1, $2, $3)
ON CONFLICT (practice_id, name) DO UPDATE SET next_value = excluded.next_value
