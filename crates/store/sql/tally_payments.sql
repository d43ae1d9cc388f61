-- Sequence P: of the first payer. A reversal is of whoever made the decision it takes back.
SELECT cp.claim_id, cp.remit_id, cp.claim_no, cp.post_day, cp.charge_cents, cp.paid_cents,
    cp.denied_cents, cp.decision = TRUE AND cp.sequence = 'P',
    cp.outcome IN ('posted', 'reversed') AND COALESCE(original.sequence, cp.sequence) = 'P'
FROM claim_payment cp
LEFT JOIN claim_payment original ON original.practice_id = cp.practice_id
    AND original.remit_id = cp.reverses_remit_id AND original.claim_no = cp.reverses_claim_no
WHERE cp.practice_id = $1 AND cp.claim_id >= $2 AND cp.claim_id < $3 AND cp.live = TRUE
ORDER BY cp.claim_id, cp.remit_id, cp.claim_no
