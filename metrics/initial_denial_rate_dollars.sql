-- id: initial_denial_rate_dollars
-- title: Dollars denied at first
-- basis: ADJ, the day the first decision was posted
-- definition: Of the charges first decided by their first payer in the period, the share denied. Only the denied part of a claim counts.
-- numerator: denied amounts at the first decision
-- denominator: charges of the claims first decided in the period
-- leaves_out: later payers, reversals, duplicates (OA-18 only), returned claims (MA130)
-- target: 
-- source: HFMA MAP Keys AR-5 (idea); HFMA Claim Integrity Task Force for the claim-gross form
-- aggregate: ratio
-- unit: rate
-- keys: payer, therapist, location, month
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
SELECT d.claim_id, 0 AS line_no, d.remit_id, d.claim_no, d.post_day AS day, c.payer_id,
    c.rendering_npi AS therapist, '' AS code, c.place_of_service AS location, '' AS bucket,
    '' AS party, d.denied_cents AS numerator, d.charge_cents AS denominator
FROM decided d
JOIN asked ON 1 = 1
JOIN claim c ON c.practice_id = asked.practice_id AND c.claim_id = d.claim_id
    AND c.claim_id > 0
WHERE d.nth = 1 AND d.post_day >= asked.from_day AND d.post_day <= asked.to_day
    AND d.charge_cents > 0
