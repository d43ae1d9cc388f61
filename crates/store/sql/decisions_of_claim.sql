SELECT DISTINCT sequence FROM claim_payment
WHERE practice_id = $1 AND claim_id = $2 AND live = TRUE AND decision = TRUE
    AND reversed_by_remit_id = 0
ORDER BY sequence
