SELECT cp.claim_id, cp.remit_id, cp.claim_no, COALESCE(lp.claim_line, 0), a.cause, a.reason,
    a.cents
FROM claim_payment cp
JOIN adjustment a ON a.practice_id = cp.practice_id AND a.remit_id = cp.remit_id
    AND a.claim_no = cp.claim_no
LEFT JOIN line_payment lp ON lp.practice_id = a.practice_id AND lp.remit_id = a.remit_id
    AND lp.claim_no = a.claim_no AND lp.line_no = a.line_no
WHERE cp.practice_id = $1 AND cp.claim_id >= $2 AND cp.claim_id < $3 AND cp.live = TRUE
    AND cp.decision = TRUE AND cp.sequence = 'P' AND a.is_denial = TRUE
