-- Patients who have paid ahead or are owed something, now or before.
SELECT patient_id FROM journal
WHERE practice_id = $1 AND (debit = 'UNAP.PAT' OR credit = 'UNAP.PAT')
UNION
SELECT patient_id FROM journal
WHERE practice_id = $1 AND (debit = 'DUE.PAT' OR credit = 'DUE.PAT')
