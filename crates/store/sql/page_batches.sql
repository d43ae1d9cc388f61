SELECT b.batch_id, b.kind, b.made_at, b.undoes, b.undone_by, COALESCE(f.files, 0),
    COALESCE(f.claims, 0), COALESCE(f.claim_payments, 0), COALESCE(f.imported, 0),
    COALESCE(f.duplicate, 0), COALESCE(f.refused, 0), COUNT(*) OVER ()
FROM batch b
LEFT JOIN (
    SELECT batch_id, COUNT(*) AS files, SUM(claims) AS claims,
        SUM(claim_payments) AS claim_payments,
        SUM(CASE WHEN outcome = 'imported' THEN 1 ELSE 0 END) AS imported,
        SUM(CASE WHEN outcome = 'duplicate' THEN 1 ELSE 0 END) AS duplicate,
        SUM(CASE WHEN outcome = 'refused' THEN 1 ELSE 0 END) AS refused
    FROM source_file WHERE practice_id = $1 GROUP BY batch_id
) AS f ON f.batch_id = b.batch_id
WHERE b.practice_id = $1
ORDER BY b.batch_id DESC
LIMIT $2 OFFSET $3
