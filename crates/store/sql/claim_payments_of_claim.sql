SELECT remit_id, claim_no FROM claim_payment
WHERE practice_id = $1 AND claim_id = $2 AND live = TRUE
ORDER BY post_day, remit_id, claim_no
