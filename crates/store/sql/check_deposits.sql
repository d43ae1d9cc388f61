-- Remittances of which the bank shows a part, or that a line of the bank pays without all of it
-- being there.
SELECT r.remit_id, r.trace, r.payment_cents, COALESCE(t.shown, 0)
FROM remittance r
LEFT JOIN (
    SELECT remit_id, SUM(CASE WHEN debit = 'BANK' THEN cents ELSE -cents END) AS shown
    FROM journal
    WHERE practice_id = $1 AND remit_id > 0 AND ((debit = 'BANK' AND credit = 'CLR.ERA')
        OR (debit = 'CLR.ERA' AND credit = 'BANK'))
    GROUP BY remit_id
) AS t ON t.remit_id = r.remit_id
WHERE r.practice_id = $1 AND (
    COALESCE(t.shown, 0) NOT IN (0, r.payment_cents)
    OR (COALESCE(t.shown, 0) <> r.payment_cents AND EXISTS (
        SELECT 1 FROM bank_match m WHERE m.practice_id = r.practice_id AND m.remit_id = r.remit_id
            AND m.live = TRUE AND m.ended_by = 0)))
LIMIT 50
