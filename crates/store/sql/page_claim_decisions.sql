-- What payers answered on a claim, oldest first.
SELECT cp.remit_id, cp.claim_no, cp.segment, cp.status, cp.sequence, cp.matched_by,
    cp.payer_control_number, cp.charge_cents, cp.paid_cents, cp.patient_cents,
    cp.denied_cents, cp.forwarded, cp.remarks, cp.post_day, cp.outcome,
    cp.reverses_remit_id, cp.reversed_by_remit_id, r.payer_id, COALESCE(y.name, ''), r.trace,
    COALESCE(f.path, '')
FROM claim_payment cp
JOIN remittance r ON r.practice_id = cp.practice_id AND r.remit_id = cp.remit_id
LEFT JOIN payer y ON y.practice_id = r.practice_id AND y.payer_id = r.payer_id
LEFT JOIN source_file f ON f.practice_id = r.practice_id AND f.file_id = r.file_id
WHERE cp.practice_id = $1 AND cp.claim_id = $2 AND cp.live = TRUE
ORDER BY cp.post_day, cp.remit_id, cp.claim_no
