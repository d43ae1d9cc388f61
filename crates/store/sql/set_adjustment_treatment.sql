UPDATE adjustment SET cause = $1, is_denial = $2, rule = $3, account = $4
WHERE practice_id = $5 AND remit_id = $6 AND claim_no = $7 AND line_no = $8
    AND adjustment_no = $9
