SELECT cp.remit_id, cp.claim_no FROM claim_payment cp
JOIN claim c ON c.practice_id = cp.practice_id AND c.claim_id = cp.claim_id
WHERE c.practice_id = $1 AND c.batch_id = $2 AND cp.batch_id <> $2 AND cp.live = TRUE
