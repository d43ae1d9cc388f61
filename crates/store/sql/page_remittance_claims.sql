SELECT cp.claim_no, cp.claim_id, cp.control_number, p.last_name, p.first_name,
    cp.charge_cents, cp.paid_cents, cp.patient_cents, cp.denied_cents, cp.matched_by,
    cp.outcome, cp.reversed_by_remit_id, COALESCE(c.live, FALSE)
FROM claim_payment cp
JOIN patient p ON p.practice_id = cp.practice_id AND p.patient_id = cp.patient_id
LEFT JOIN claim c ON c.practice_id = cp.practice_id AND c.claim_id = cp.claim_id
WHERE cp.practice_id = $1 AND cp.remit_id = $2
ORDER BY cp.claim_no
LIMIT $3 OFFSET $4
