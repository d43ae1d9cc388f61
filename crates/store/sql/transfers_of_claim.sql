SELECT debit, credit, claim_line, remit_id, claim_no, payer_id, patient_id, post_day, rule,
    SUM(cents)
FROM journal WHERE practice_id = $1 AND claim_id = $2
GROUP BY debit, credit, claim_line, remit_id, claim_no, payer_id, patient_id, post_day, rule
ORDER BY remit_id, claim_no, claim_line
