-- The oldest services first. Each claim is looked at by itself: joined, PostgreSQL would go
-- through every sending and every payment there is.
SELECT c.claim_id FROM claim c
WHERE c.practice_id = $1 AND c.live = TRUE AND c.state = 'secondary_pending'
    AND c.state <> 'submitted'
    AND c.origin = '837P' AND (
        SELECT 1 FROM submission s WHERE s.practice_id = c.practice_id
            AND s.claim_id = c.claim_id AND s.live = TRUE AND s.sequence <> 'P'
            AND s.state NOT IN ('file_rejected', 'set_rejected', 'claim_rejected')
        LIMIT 1) IS NULL
    AND (
        SELECT 1 FROM outgoing o WHERE o.practice_id = c.practice_id
            AND o.claim_id = c.claim_id AND o.live = TRUE AND o.state <> 'dropped'
            AND NOT EXISTS (
                SELECT 1 FROM submission r WHERE r.practice_id = o.practice_id
                    AND r.claim_id = o.claim_id AND r.control_number = o.control_number
                    AND r.live = TRUE
                    AND r.state IN ('file_rejected', 'set_rejected', 'claim_rejected'))
        LIMIT 1) IS NULL
    -- What a payer has forwarded itself is not sent once more.
    AND (
        SELECT 1 FROM claim_payment cp WHERE cp.practice_id = c.practice_id
            AND cp.claim_id = c.claim_id AND cp.live = TRUE AND cp.decision = TRUE
            AND cp.reversed_by_remit_id = 0
            AND (cp.forwarded = TRUE OR cp.status IN ('19', '20', '21'))
        LIMIT 1) IS NULL
ORDER BY COALESCE(c.service_day, 0), c.claim_id
LIMIT $2
