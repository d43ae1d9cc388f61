SELECT payer_id, deadline, cause, is_open, state, owner_id, open_cents FROM denial_case
WHERE practice_id = $1 AND claim_id >= $2 AND claim_id < $3 AND live = TRUE
