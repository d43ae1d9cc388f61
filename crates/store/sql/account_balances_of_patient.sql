WITH moved AS (
    SELECT j.debit, j.credit, j.cents FROM claim c
    JOIN journal j ON j.practice_id = c.practice_id AND j.claim_id = c.claim_id
    WHERE c.practice_id = $1 AND c.patient_id = $2
    UNION ALL
    SELECT debit, credit, cents FROM journal
    WHERE practice_id = $1 AND claim_id = 0 AND patient_id = $2
)
SELECT account, SUM(cents) FROM (
    SELECT debit AS account, cents FROM moved
    UNION ALL
    SELECT credit AS account, -cents AS cents FROM moved
) AS sides GROUP BY account ORDER BY account
