UPDATE claim SET live = TRUE, superseded_by = 0, superseded_in = 0
WHERE practice_id = $1 AND claim_id = $2
