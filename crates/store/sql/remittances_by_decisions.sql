SELECT COUNT(*) FROM remittance
WHERE practice_id = $1 AND decisions = $2 AND outcome = 'posted' AND live = TRUE
