INSERT INTO provider_adjustment (
    practice_id, remit_id, adjustment_no, segment, reason, reference, provider, cents, account
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9
)
