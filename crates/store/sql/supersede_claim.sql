UPDATE claim SET live = FALSE, superseded_by = $1, superseded_in = $2
WHERE practice_id = $3 AND claim_id = $4
