-- Remittances that a person entered from paper.
SELECT r.remit_id, r.payer_id, r.trace, r.payment_cents, r.payment_day, r.content, r.outcome
FROM remittance r
JOIN source_file f ON f.practice_id = r.practice_id AND f.file_id = r.file_id
WHERE r.practice_id = $1 AND r.live = TRUE AND f.kind = 'EOB'
ORDER BY r.remit_id
