UPDATE claim SET state = $1
WHERE practice_id = $2 AND claim_id = $3 AND state IN ('submitted', 'accepted', 'pending', 'rejected')
