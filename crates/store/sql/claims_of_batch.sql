SELECT claim_id FROM journal
WHERE practice_id = $1 AND entry_id >= $2 AND entry_id <= $3 AND batch_id = $4 AND claim_id > 0
UNION
SELECT claim_id FROM claim_payment WHERE practice_id = $1 AND batch_id = $4 AND claim_id > 0
UNION
SELECT claim_id FROM own_move WHERE practice_id = $1 AND batch_id = $4
UNION
SELECT d.claim_id FROM case_event e
JOIN denial_case d ON d.practice_id = e.practice_id AND d.case_id = e.case_id
WHERE e.practice_id = $1 AND e.batch_id = $4
UNION
SELECT claim_id FROM submission WHERE practice_id = $1 AND batch_id = $4
UNION
SELECT claim_id FROM claim_coverage WHERE practice_id = $1 AND batch_id = $4
ORDER BY 1
