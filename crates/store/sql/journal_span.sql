SELECT entry_id, line_no, batch_id, post_day, rule, debit, credit, cents, claim_id, claim_line,
    remit_id, claim_no, patient_id, payer_id, reference, reverses
FROM journal WHERE practice_id = $1 AND entry_id >= $2 AND entry_id <= $3
ORDER BY entry_id, line_no
