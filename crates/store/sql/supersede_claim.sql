UPDATE claim SET live = FALSE, superseded_by = $1 WHERE practice_id = $2 AND claim_id = $3
