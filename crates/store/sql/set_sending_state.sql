UPDATE submission SET state = $1, state_day = $2, payer_control_number = $3
WHERE practice_id = $4 AND claim_id = $5 AND submission_no = $6
