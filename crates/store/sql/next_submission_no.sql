SELECT COALESCE(MAX(submission_no), 0) + 1 FROM submission WHERE practice_id = $1 AND claim_id = $2
