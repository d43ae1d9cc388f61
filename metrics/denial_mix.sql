-- id: denial_mix
-- title: Denied dollars by cause
-- basis: ADJ, the day the first decision was posted
-- definition: The denied amounts of first decisions in the period, by root cause. Each amount has one cause, from its reason code.
-- numerator: denied amounts with the cause
-- denominator: all denied amounts
-- leaves_out: later payers, reversals, duplicates (OA-18 only), returned claims (MA130)
-- target:
-- source: Gonio's own
-- aggregate: share
-- unit: rate
-- keys: bucket, payer, therapist, code, location, month
-- window: yes
WITH asked AS (
    SELECT CAST($1 AS BIGINT) AS practice_id, CAST($2 AS BIGINT) AS from_day,
        CAST($3 AS BIGINT) AS to_day, CAST($4 AS BIGINT) AS as_of_day
), decided AS (
    -- The first decision of the first payer on each claim: no reversal, no return (MA130), no
    -- duplicate-only answer; those are not marked as decisions.
    SELECT cp.claim_id, cp.remit_id, cp.claim_no, cp.post_day, cp.charge_cents, cp.denied_cents,
        ROW_NUMBER() OVER (
            PARTITION BY cp.claim_id ORDER BY cp.post_day, cp.remit_id, cp.claim_no) AS nth
    FROM claim_payment cp
    JOIN asked ON asked.practice_id = cp.practice_id
    WHERE cp.live = TRUE AND cp.decision = TRUE AND cp.sequence = 'P' AND cp.claim_id > 0
        AND cp.post_day <= asked.as_of_day
)
SELECT d.claim_id, COALESCE(lp.claim_line, 0) AS line_no, d.remit_id, d.claim_no,
    d.post_day AS day, c.payer_id,
    CASE WHEN COALESCE(l.rendering_npi, '') <> '' THEN l.rendering_npi ELSE c.rendering_npi END
        AS therapist,
    COALESCE(l.code, '') AS code, c.place_of_service AS location, a.cause AS bucket,
    a.reason AS party, a.cents AS numerator, a.cents AS denominator
FROM decided d
JOIN asked ON 1 = 1
JOIN adjustment a ON a.practice_id = asked.practice_id AND a.remit_id = d.remit_id
    AND a.claim_no = d.claim_no AND a.is_denial = TRUE
JOIN claim c ON c.practice_id = asked.practice_id AND c.claim_id = d.claim_id
    AND c.claim_id > 0
LEFT JOIN line_payment lp ON lp.practice_id = asked.practice_id AND lp.remit_id = a.remit_id
    AND lp.claim_no = a.claim_no AND lp.line_no = a.line_no
LEFT JOIN claim_line l ON l.practice_id = asked.practice_id AND l.claim_id = d.claim_id
    AND l.line_no = lp.claim_line
WHERE d.nth = 1 AND d.post_day >= asked.from_day AND d.post_day <= asked.to_day
    AND d.charge_cents > 0
