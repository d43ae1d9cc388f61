SELECT outcome, COUNT(*), SUM(claims), SUM(payments), SUM(claim_payments), SUM(duplicates)
FROM source_file
WHERE practice_id = $1 AND batch_id = $2
GROUP BY outcome
