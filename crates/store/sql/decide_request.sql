UPDATE request SET outcome = $1, decided_batch = $2, decided_by = $3, decided_at = $4,
    answer = $5, self_reviewed = $6
WHERE practice_id = $7 AND request_id = $8
