-- Claim payments of a remittance that wait for their claim.
SELECT cp.claim_no FROM claim_payment cp
WHERE cp.practice_id = $1 AND cp.remit_id = $2 AND cp.claim_id = 0
    AND cp.outcome IN ('held', 'memo') AND cp.live = TRUE AND EXISTS (
        SELECT 1 FROM queue_item i
        WHERE i.practice_id = cp.practice_id AND i.remit_id = cp.remit_id
            AND i.claim_no = cp.claim_no AND i.live = TRUE AND i.settled_by = 0)
ORDER BY cp.claim_no LIMIT $3
