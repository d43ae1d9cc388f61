SELECT cp.control_number, cp.status, cp.charge_cents, cp.paid_cents, cp.patient_cents,
    cp.filing_code, cp.payer_control_number, cp.place_of_service, cp.rendering_npi,
    cp.forwarded, cp.remarks, cp.service_day, cp.segment, p.last_name, p.first_name,
    p.member_id, r.payer_id, cp.post_day, cp.claim_id, cp.patient_id, cp.outcome,
    cp.matched_by, r.identity
FROM claim_payment cp
JOIN remittance r ON r.practice_id = cp.practice_id AND r.remit_id = cp.remit_id
JOIN patient p ON p.practice_id = cp.practice_id AND p.patient_id = cp.patient_id
WHERE cp.practice_id = $1 AND cp.remit_id = $2 AND cp.claim_no = $3
