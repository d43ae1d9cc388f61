UPDATE denial_case SET sequence = $1, first_line = $2, ordinal = $3, lines = $4, remit_id = $5,
    claim_no = $6, payer_id = $7, posted_day = $8, cents = $9, open_cents = $10, cause = $11,
    group_code = $12, reason = $13, initial = $14, correction_limit = $15, appeal_limit = $16,
    deadline = $17, state = $18, owner_id = $19, level = $20, appeal_filed = $21,
    answer_due = $22, closed_day = $23, close_reason = $24, is_open = $25, live = $26
WHERE practice_id = $27 AND case_id = $28
