SELECT member_id FROM claim_coverage WHERE practice_id = $1 AND claim_id = $2
