INSERT INTO remittance (
    practice_id, remit_id, batch_id, file_id, segment, payer_id, payee_name, payee_npi,
    payee_tax_id, trace, method, handling, payment_cents, payment_day, production_day, post_day,
    identity, content, claims, outcome, claims_paid_cents, posted_cents, unposted_cents,
    provider_cents, off_by_cents, fault_count, live, decisions
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22, $23, $24, $25, $26, $27, $28
)
