SELECT r.remit_id, r.batch_id, COALESCE(y.name, ''), r.payer_id, r.payee_name, r.payee_npi,
    r.trace, r.method, r.handling, r.payment_cents, r.payment_day, r.production_day,
    r.post_day, r.claims, r.outcome, r.claims_paid_cents, r.posted_cents, r.unposted_cents,
    r.provider_cents, r.off_by_cents, r.fault_count, r.segment, COALESCE(f.path, ''), r.live
FROM remittance r
LEFT JOIN payer y ON y.practice_id = r.practice_id AND y.payer_id = r.payer_id
LEFT JOIN source_file f ON f.practice_id = r.practice_id AND f.file_id = r.file_id
WHERE r.practice_id = $1 AND r.remit_id = $2
