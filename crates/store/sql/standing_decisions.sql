SELECT cp.remit_id, cp.claim_no FROM claim_payment cp
WHERE cp.practice_id = $1 AND cp.claim_id = $2 AND cp.live = TRUE AND cp.decision = TRUE
    AND cp.reversed_by_remit_id = 0
ORDER BY cp.post_day, cp.remit_id, cp.claim_no
