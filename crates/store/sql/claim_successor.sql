SELECT superseded_by FROM claim WHERE practice_id = $1 AND claim_id = $2
