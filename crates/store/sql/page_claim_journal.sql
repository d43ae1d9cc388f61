SELECT entry_id, batch_id, post_day, rule, debit, credit, cents, claim_line, remit_id,
    claim_no, reverses
FROM journal
WHERE practice_id = $1 AND claim_id = $2
ORDER BY entry_id, line_no
