UPDATE provider_adjustment SET account = $1
WHERE practice_id = $2 AND remit_id = $3 AND adjustment_no = $4
