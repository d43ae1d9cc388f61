UPDATE source_file SET outcome = $1, reason = $2, claims = $3, payments = $4,
    claim_payments = $5, duplicates = $6, problems = $7
WHERE practice_id = $8 AND file_id = $9
