SELECT case_id, sequence, first_line, ordinal, lines, remit_id, claim_no, payer_id, posted_day,
    cents, open_cents, cause, group_code, reason, initial, correction_limit, appeal_limit,
    deadline, state, owner_id, level, appeal_filed, answer_due, closed_day, close_reason,
    is_open, live
FROM denial_case WHERE practice_id = $1 AND claim_id = $2
ORDER BY case_id
