UPDATE claim SET coverages = $1 WHERE practice_id = $2 AND claim_id = $3
