SELECT c.claim_id, c.control_number, c.charge_cents, c.service_day, c.member_id, p.last_name,
    p.first_name, c.origin, c.payer_id, c.adjudicated, c.coverages, c.patient_id,
    c.first_bill_day, c.payer_open_cents, EXISTS (
        SELECT 1 FROM claim_payment d WHERE d.practice_id = c.practice_id
            AND d.claim_id = c.claim_id AND d.live = TRUE
    )
FROM claim c
JOIN patient p ON p.practice_id = c.practice_id AND p.patient_id = c.patient_id
WHERE c.practice_id = $1 AND c.claim_id = $2 AND c.live = TRUE
