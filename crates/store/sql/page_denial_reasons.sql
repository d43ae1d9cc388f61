-- The denials posted on those of some claims that have denied money, oldest first: who denied which line, and why.
SELECT cp.claim_id, COALESCE(lp.claim_line, 0), cp.post_day, cp.sequence, r.payer_id,
    a.group_code, a.reason, a.cause, a.cents
FROM claim c
JOIN claim_payment cp ON cp.practice_id = c.practice_id AND cp.claim_id = c.claim_id
JOIN remittance r ON r.practice_id = cp.practice_id AND r.remit_id = cp.remit_id
JOIN adjustment a ON a.practice_id = cp.practice_id AND a.remit_id = cp.remit_id
    AND a.claim_no = cp.claim_no
LEFT JOIN line_payment lp ON lp.practice_id = a.practice_id AND lp.remit_id = a.remit_id
    AND lp.claim_no = a.claim_no AND lp.line_no = a.line_no
WHERE c.practice_id = $1 AND c.claim_id >= $2 AND c.claim_id < $3 AND c.live = TRUE
    AND c.denied_open_cents <> 0 AND cp.live = TRUE
    AND cp.outcome = 'posted' AND cp.reversed_by_remit_id = 0 AND a.is_denial = TRUE
    AND a.cents > 0
ORDER BY cp.post_day, cp.remit_id, cp.claim_no, a.line_no, a.adjustment_no
