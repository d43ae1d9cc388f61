SELECT c.claim_id FROM claim c
WHERE c.practice_id = $1 AND c.live = TRUE AND c.state = 'secondary_pending'
    AND c.origin = '837P' AND NOT EXISTS (
        SELECT 1 FROM submission s WHERE s.practice_id = c.practice_id
            AND s.claim_id = c.claim_id AND s.live = TRUE AND s.sequence <> 'P')
    AND NOT EXISTS (
        SELECT 1 FROM outgoing o WHERE o.practice_id = c.practice_id
            AND o.claim_id = c.claim_id AND o.live = TRUE AND o.state <> 'dropped')
ORDER BY c.claim_id
LIMIT $2
