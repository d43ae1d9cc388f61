UPDATE remittance SET posted_cents = $1, unposted_cents = $2, outcome = $3
WHERE practice_id = $4 AND remit_id = $5
