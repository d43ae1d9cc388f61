SELECT claim_line, debit, credit, SUM(cents) FROM journal
WHERE practice_id = $1 AND claim_id = $2 GROUP BY claim_line, debit, credit
