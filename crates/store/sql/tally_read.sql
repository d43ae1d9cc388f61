SELECT day, payer_id, kind, party, row_count, above, below FROM tally
WHERE practice_id = $1 AND fact = $2 AND span = $3 AND day >= $4 AND day <= $5
