SELECT file_id, path, kind, outcome, reason, claims, payments, claim_payments, duplicates,
    problems
FROM source_file
WHERE practice_id = $1 AND batch_id = $2
ORDER BY file_id
LIMIT $3
