SELECT r.remit_id, r.trace, r.payment_cents, r.posted_cents, r.unposted_cents,
    r.provider_cents, COALESCE(t.cleared, 0), r.outcome
FROM remittance r
LEFT JOIN (
    SELECT remit_id, SUM(CASE WHEN debit = 'CLR.ERA' THEN cents ELSE -cents END) AS cleared
    FROM journal
    WHERE practice_id = $1 AND remit_id > 0 AND debit <> 'BANK' AND credit <> 'BANK'
        AND (debit = 'CLR.ERA' OR credit = 'CLR.ERA')
    GROUP BY remit_id
) AS t ON t.remit_id = r.remit_id
WHERE r.practice_id = $1 AND (
    (r.live = TRUE AND r.outcome = 'posted' AND (COALESCE(t.cleared, 0) <> r.payment_cents
        OR r.payment_cents <> r.posted_cents + r.unposted_cents - r.provider_cents))
    OR ((r.live = FALSE OR r.outcome <> 'posted') AND COALESCE(t.cleared, 0) <> 0))
LIMIT 50
