INSERT INTO adjustment (
    practice_id, remit_id, claim_no, line_no, adjustment_no, group_code, reason, cents, cause,
    is_denial, rule, account
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
)
