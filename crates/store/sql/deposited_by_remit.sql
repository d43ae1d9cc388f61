-- What each remittance has brought to the bank by the journal.
SELECT remit_id, SUM(CASE WHEN debit = 'BANK' THEN cents ELSE -cents END) FROM journal
WHERE practice_id = $1 AND claim_id = 0 AND ((debit = 'BANK' AND credit = 'CLR.ERA')
    OR (debit = 'CLR.ERA' AND credit = 'BANK'))
GROUP BY remit_id
