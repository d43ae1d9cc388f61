SELECT payer_id, filing_code FROM claim_coverage
WHERE practice_id = $1 AND claim_id = $2 AND sequence = $3
