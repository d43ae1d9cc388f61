SELECT COALESCE(SUM(CASE WHEN debit = 'BANK' THEN cents ELSE -cents END), 0) FROM journal
WHERE practice_id = $1 AND remit_id = $2
    AND ((debit = 'BANK' AND credit = 'CLR.ERA') OR (debit = 'CLR.ERA' AND credit = 'BANK'))
