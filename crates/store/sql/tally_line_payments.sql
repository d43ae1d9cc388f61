SELECT cp.claim_id, cp.remit_id, cp.claim_no, lp.claim_line, COUNT(*), SUM(lp.charge_cents),
    SUM(lp.paid_cents)
FROM claim_payment cp
JOIN line_payment lp ON lp.practice_id = cp.practice_id AND lp.remit_id = cp.remit_id
    AND lp.claim_no = cp.claim_no
WHERE cp.practice_id = $1 AND cp.claim_id >= $2 AND cp.claim_id < $3 AND cp.live = TRUE
GROUP BY cp.claim_id, cp.remit_id, cp.claim_no, lp.claim_line
