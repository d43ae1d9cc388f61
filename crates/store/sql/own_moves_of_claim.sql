SELECT move_id, day, claim_line, rule, from_account, to_account, cents FROM own_move
WHERE practice_id = $1 AND claim_id = $2 AND live = TRUE
ORDER BY day, move_id
