INSERT INTO source_file (
    practice_id, file_id, batch_id, path, sha256, byte_count, kind, outcome, reason, claims,
    payments, claim_payments, duplicates, problems, live
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
)
