SELECT debit, credit, claim_line, remit_id, claim_no, payer_id, patient_id, post_day, rule, cents
FROM journal WHERE practice_id = $1 AND claim_id = 0 AND remit_id = $2 AND claim_no = $3
ORDER BY entry_id, line_no
