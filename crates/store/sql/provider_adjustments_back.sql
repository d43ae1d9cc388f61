SELECT adjustment_no, reason, reference, cents FROM provider_adjustment
WHERE practice_id = $1 AND remit_id = $2
ORDER BY adjustment_no
