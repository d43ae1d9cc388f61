UPDATE batch SET last_entry = $1, charge_cents = $2 WHERE practice_id = $3 AND batch_id = $4
