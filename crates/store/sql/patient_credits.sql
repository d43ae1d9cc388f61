-- A patient's money: not yet owed, paid too much on lines, open on lines, and due back.
SELECT p.patient_id, p.last_name, p.first_name, p.member_id, (
        SELECT COALESCE(SUM(CASE WHEN j.credit = 'UNAP.PAT' THEN j.cents ELSE 0 END
            - CASE WHEN j.debit = 'UNAP.PAT' THEN j.cents ELSE 0 END), 0)
        FROM journal j
        WHERE j.practice_id = p.practice_id AND j.patient_id = p.patient_id
            AND (j.debit = 'UNAP.PAT' OR j.credit = 'UNAP.PAT')
    ), COALESCE(SUM(CASE WHEN b.open_cents < 0 THEN -b.open_cents ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN b.open_cents > 0 THEN b.open_cents ELSE 0 END), 0), (
        SELECT COALESCE(SUM(CASE WHEN j.credit = 'DUE.PAT' THEN j.cents ELSE 0 END
            - CASE WHEN j.debit = 'DUE.PAT' THEN j.cents ELSE 0 END), 0)
        FROM journal j
        WHERE j.practice_id = p.practice_id AND j.patient_id = p.patient_id
            AND (j.debit = 'DUE.PAT' OR j.credit = 'DUE.PAT')
    )
FROM patient p
LEFT JOIN (
    SELECT j.claim_id, j.claim_line, SUM(CASE WHEN j.debit = 'AR.PAT' THEN j.cents ELSE 0 END
        - CASE WHEN j.credit = 'AR.PAT' THEN j.cents ELSE 0 END) AS open_cents
    FROM claim c
    JOIN journal j ON j.practice_id = c.practice_id AND j.claim_id = c.claim_id
    WHERE c.practice_id = $1 AND c.patient_id = $2
        AND (j.debit = 'AR.PAT' OR j.credit = 'AR.PAT')
    GROUP BY j.claim_id, j.claim_line
) AS b ON 1 = 1
WHERE p.practice_id = $1 AND p.patient_id = $2
GROUP BY p.practice_id, p.patient_id, p.last_name, p.first_name, p.member_id
