INSERT INTO claim_coverage (
    practice_id, claim_id, sequence, batch_id, payer_id, member_id, filing_code
) VALUES (
    $1, $2, $3, $4, $5, $6, $7
)
