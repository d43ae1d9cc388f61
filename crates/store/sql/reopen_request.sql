UPDATE request SET outcome = '', decided_batch = 0, decided_by = 0, decided_at = 0, answer = '',
    self_reviewed = FALSE
WHERE practice_id = $1 AND decided_batch = $2
