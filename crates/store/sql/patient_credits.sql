-- Patients' money by patient, of one or of all with 0: not yet owed, open on lines, paid too
-- much on lines, and due back. Only patients with any but open.
SELECT p.patient_id, p.last_name, p.first_name, p.member_id, b.unapplied, b.credit, b.owed, b.due
FROM (
    SELECT patient_id, SUM(unapplied) AS unapplied, SUM(due) AS due,
        SUM(CASE WHEN open_cents < 0 THEN -open_cents ELSE 0 END) AS credit,
        SUM(CASE WHEN open_cents > 0 THEN open_cents ELSE 0 END) AS owed
    FROM (
        SELECT patient_id, claim_id, claim_line,
            SUM(CASE WHEN credit = 'UNAP.PAT' THEN cents ELSE 0 END
                - CASE WHEN debit = 'UNAP.PAT' THEN cents ELSE 0 END) AS unapplied,
            SUM(CASE WHEN credit = 'DUE.PAT' THEN cents ELSE 0 END
                - CASE WHEN debit = 'DUE.PAT' THEN cents ELSE 0 END) AS due,
            SUM(CASE WHEN debit = 'AR.PAT' THEN cents ELSE 0 END
                - CASE WHEN credit = 'AR.PAT' THEN cents ELSE 0 END) AS open_cents
        FROM journal
        WHERE practice_id = $1 AND CAST($2 AS BIGINT) IN (0, patient_id)
            AND (debit IN ('UNAP.PAT', 'DUE.PAT', 'AR.PAT')
                OR credit IN ('UNAP.PAT', 'DUE.PAT', 'AR.PAT'))
        GROUP BY patient_id, claim_id, claim_line
    ) AS places
    GROUP BY patient_id
) AS b
JOIN patient p ON p.practice_id = $1 AND p.patient_id = b.patient_id
WHERE b.unapplied <> 0 OR b.credit > 0 OR b.due <> 0
ORDER BY b.unapplied + b.credit + b.due DESC, p.patient_id
