SELECT account, SUM(cents) FROM (
    SELECT debit AS account, SUM(cents) AS cents FROM journal WHERE practice_id = $1 GROUP BY debit
    UNION ALL
    SELECT credit AS account, -SUM(cents) AS cents FROM journal
    WHERE practice_id = $1 GROUP BY credit
) AS sides GROUP BY account ORDER BY account
