SELECT remit_id, claim_no FROM claim_payment
WHERE practice_id = $1 AND attached_in = $2 AND batch_id <> $2 AND live = TRUE
