SELECT patient_id, SUM(CASE WHEN credit = 'UNAP.PAT' THEN cents ELSE 0 END)
    - SUM(CASE WHEN debit = 'UNAP.PAT' THEN cents ELSE 0 END)
FROM journal
WHERE practice_id = $1 AND (debit = 'UNAP.PAT' OR credit = 'UNAP.PAT')
GROUP BY patient_id
