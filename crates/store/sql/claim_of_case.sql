SELECT claim_id FROM denial_case WHERE practice_id = $1 AND case_id = $2 AND live = TRUE
