SELECT remit_id, payment_cents, outcome FROM remittance
WHERE practice_id = $1 AND trace = $2 AND live = TRUE ORDER BY remit_id
