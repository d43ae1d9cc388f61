UPDATE remittance SET posted_cents = posted_cents + $1, unposted_cents = unposted_cents - $1
WHERE practice_id = $2 AND remit_id = $3
