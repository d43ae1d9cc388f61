SELECT b.charge_cents, COALESCE(SUM(r.payment_cents), 0), COALESCE(SUM(r.posted_cents), 0), (
        SELECT COUNT(*) FROM queue_item q WHERE q.practice_id = $1 AND q.batch_id = $2
            AND q.live = TRUE AND q.settled_by = 0
    )
FROM batch b
LEFT JOIN remittance r ON r.practice_id = b.practice_id AND r.batch_id = b.batch_id
    -- A batch's files have neighbouring ids.
    AND r.file_id >= (SELECT MIN(f.file_id) FROM source_file f
        WHERE f.practice_id = $1 AND f.batch_id = $2)
    AND r.file_id <= (SELECT MAX(f.file_id) FROM source_file f
        WHERE f.practice_id = $1 AND f.batch_id = $2)
WHERE b.practice_id = $1 AND b.batch_id = $2
GROUP BY b.charge_cents
