SELECT claim_id, claim_line, post_day, debit, credit, cents, payer_id FROM journal
WHERE practice_id = $1 AND claim_id >= $2 AND claim_id < $3
