-- Posted remittances that no line of the bank is matched to.
SELECT r.remit_id, r.trace, COALESCE(y.name, ''), COALESCE(r.payment_day, r.post_day),
    r.payment_cents
FROM remittance r
LEFT JOIN payer y ON y.practice_id = r.practice_id AND y.payer_id = r.payer_id
WHERE r.practice_id = $1 AND r.live = TRUE AND r.outcome = 'posted' AND r.payment_cents > 0
    AND NOT EXISTS (
        SELECT 1 FROM bank_match m WHERE m.practice_id = r.practice_id AND m.remit_id = r.remit_id
            AND m.live = TRUE AND m.ended_by = 0)
ORDER BY r.remit_id
