SELECT r.remit_id, r.trace, r.payment_day, r.post_day, COALESCE(y.name, ''), r.method,
    r.payment_cents, r.posted_cents, r.unposted_cents, r.provider_cents, r.claims, r.outcome,
    r.off_by_cents, r.fault_count, COUNT(*) OVER (), SUM(r.payment_cents) OVER ()
FROM remittance r
LEFT JOIN payer y ON y.practice_id = r.practice_id AND y.payer_id = r.payer_id
WHERE r.practice_id = $1 AND r.live = TRUE
    AND ($2 = '' OR UPPER(r.trace) LIKE $2 ESCAPE '\' OR UPPER(y.name) LIKE $2 ESCAPE '\')
    AND CAST($3 AS BIGINT) IN (0, r.payer_id)
    AND ($4 = '' OR ($4 = 'unposted' AND (r.unposted_cents <> 0 OR r.outcome <> 'posted'))
        OR ($4 = 'held' AND r.outcome <> 'posted'))
    AND r.post_day >= $5 AND r.post_day <= $6
    AND CAST($7 AS BIGINT) IN (0, r.batch_id)
ORDER BY
    CASE $8 WHEN 'date' THEN r.post_day WHEN '-date' THEN -r.post_day
        WHEN 'payment' THEN r.payment_cents WHEN '-payment' THEN -r.payment_cents ELSE 0 END,
    CASE $8 WHEN 'payer' THEN UPPER(y.name) WHEN 'trace' THEN r.trace ELSE '' END,
    CASE $8 WHEN '-payer' THEN UPPER(y.name) WHEN '-trace' THEN r.trace ELSE '' END DESC,
    r.remit_id DESC
LIMIT $9 OFFSET $10
