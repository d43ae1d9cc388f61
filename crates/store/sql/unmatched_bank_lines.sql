-- Lines that a person took from what they were matched to: no rule matches them again.
SELECT DISTINCT line_id FROM bank_match
WHERE practice_id = $1 AND live = TRUE AND ended_by <> 0
