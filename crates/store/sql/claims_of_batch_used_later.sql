SELECT MIN(later) FROM (
    SELECT MIN(cp.batch_id) AS later FROM claim_payment cp
    JOIN claim c ON c.practice_id = cp.practice_id AND c.claim_id = cp.claim_id
    WHERE c.practice_id = $1 AND c.batch_id = $2 AND cp.batch_id > $2 AND cp.live = TRUE
    UNION ALL
    SELECT MIN(s.batch_id) AS later FROM submission s
    JOIN claim c ON c.practice_id = s.practice_id AND c.claim_id = s.claim_id
    WHERE c.practice_id = $1 AND c.batch_id = $2 AND s.batch_id > $2 AND s.live = TRUE
) AS uses
