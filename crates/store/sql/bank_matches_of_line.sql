SELECT m.remit_id, m.cents, m.matched_by, m.posted, m.note, COALESCE(r.trace, ''),
    m.batch_id, COALESCE(y.name, '')
FROM bank_match m
LEFT JOIN remittance r ON r.practice_id = m.practice_id AND r.remit_id = m.remit_id
LEFT JOIN payer y ON y.practice_id = r.practice_id AND y.payer_id = r.payer_id
WHERE m.practice_id = $1 AND m.line_id = $2 AND m.live = TRUE AND m.ended_by = 0
ORDER BY m.remit_id
