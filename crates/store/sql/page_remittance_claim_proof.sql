-- Claims, those that do not add up, by how much in all, and what all were paid.
SELECT COUNT(*), COALESCE(SUM(CASE WHEN off_by <> 0 THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(ABS(off_by)), 0), COALESCE(SUM(paid_cents), 0)
FROM (
    SELECT cp.charge_cents - COALESCE(a.cents, 0) - cp.paid_cents AS off_by, cp.paid_cents
    FROM claim_payment cp
    LEFT JOIN (
        SELECT claim_no, SUM(cents) AS cents FROM adjustment
        WHERE practice_id = $1 AND remit_id = $2
        GROUP BY claim_no
    ) AS a ON a.claim_no = cp.claim_no
    WHERE cp.practice_id = $1 AND cp.remit_id = $2
) AS claims
