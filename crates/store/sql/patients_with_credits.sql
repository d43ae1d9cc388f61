-- Patients who have paid too much on a line of some claims.
SELECT DISTINCT patient_id FROM (
    SELECT c.patient_id, j.claim_id, j.claim_line
    FROM claim c
    JOIN journal j ON j.practice_id = c.practice_id AND j.claim_id = c.claim_id
    WHERE c.practice_id = $1 AND c.claim_id >= $2 AND c.claim_id < $3
        AND (j.debit = 'AR.PAT' OR j.credit = 'AR.PAT')
    GROUP BY c.patient_id, j.claim_id, j.claim_line
    HAVING SUM(CASE WHEN j.debit = 'AR.PAT' THEN j.cents ELSE -j.cents END) < 0
) AS credits
