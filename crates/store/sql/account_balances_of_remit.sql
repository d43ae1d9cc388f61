SELECT account, SUM(cents) FROM (
    SELECT debit AS account, cents FROM journal WHERE practice_id = $1 AND remit_id = $2
    UNION ALL
    SELECT credit AS account, -cents AS cents FROM journal
    WHERE practice_id = $1 AND remit_id = $2
) AS sides GROUP BY account ORDER BY account
