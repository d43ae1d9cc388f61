SELECT sequence, MIN(reversed_by_remit_id) FROM claim_payment
WHERE practice_id = $1 AND claim_id = $2 AND live = TRUE AND decision = TRUE
GROUP BY sequence
ORDER BY sequence
