SELECT line_no, adjustment_no, group_code, reason, cents, cause, rule, account
FROM adjustment WHERE practice_id = $1 AND remit_id = $2 AND claim_no = $3
ORDER BY line_no, adjustment_no
