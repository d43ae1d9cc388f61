SELECT remit_id, payer_id, trace, payment_cents, payment_day, content, outcome FROM remittance
WHERE practice_id = $1 AND trace = $2 AND payment_cents = $3 AND live = TRUE
ORDER BY remit_id
