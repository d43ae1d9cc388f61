SELECT entry_id, line_no, rule, debit, credit, cents, claim_line, reference FROM journal
WHERE practice_id = $1 AND claim_id = $2 AND remit_id = $3 AND claim_no = $4 AND reverses = 0
ORDER BY entry_id, line_no
