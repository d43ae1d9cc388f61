SELECT trace, payment_cents, posted_cents, unposted_cents, provider_cents FROM remittance
WHERE practice_id = $1 AND live = TRUE AND outcome = 'posted' ORDER BY remit_id
