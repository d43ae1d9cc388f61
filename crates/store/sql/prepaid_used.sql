-- Where money that a patient paid ahead was put.
SELECT claim_id, claim_line, payer_id,
    SUM(CASE WHEN debit = 'UNAP.PAT' THEN cents ELSE -cents END)
FROM journal
WHERE practice_id = $1 AND patient_id = $2 AND (debit = 'UNAP.PAT' OR credit = 'UNAP.PAT')
    AND ((debit = 'UNAP.PAT' AND credit = 'AR.PAT')
    OR (debit = 'AR.PAT' AND credit = 'UNAP.PAT'))
GROUP BY claim_id, claim_line, payer_id
ORDER BY claim_id, claim_line
