SELECT b.batch_id, b.kind, b.made_at, b.undoes, b.undone_by, COUNT(f.file_id),
    COALESCE(SUM(f.claims), 0), COALESCE(SUM(f.payments), 0),
    COALESCE(SUM(f.claim_payments), 0), COALESCE(SUM(f.duplicates), 0)
FROM batch b
LEFT JOIN source_file f ON f.practice_id = b.practice_id AND f.batch_id = b.batch_id
WHERE b.practice_id = $1
GROUP BY b.batch_id, b.kind, b.made_at, b.undoes, b.undone_by
ORDER BY b.batch_id DESC
