-- Lines, those that do not add up, and by how much in all: charge − adjustments = paid.
SELECT COUNT(*), COALESCE(SUM(CASE WHEN off_by <> 0 THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(ABS(off_by)), 0)
FROM (
    SELECT lp.charge_cents - COALESCE(a.cents, 0) - lp.paid_cents AS off_by
    FROM line_payment lp
    LEFT JOIN (
        SELECT claim_no, line_no, SUM(cents) AS cents FROM adjustment
        WHERE practice_id = $1 AND remit_id = $2 AND line_no > 0
        GROUP BY claim_no, line_no
    ) AS a ON a.claim_no = lp.claim_no AND a.line_no = lp.line_no
    WHERE lp.practice_id = $1 AND lp.remit_id = $2
) AS lines
