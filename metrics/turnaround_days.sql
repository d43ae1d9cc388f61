-- id: turnaround_days
-- title: Days from sending to decision
-- basis: ADJ, the day the first decision was posted
-- definition: The days from the last sending of a claim to the first decision on it; the median, and the days within which nine of ten were decided. Whether a sending was accepted is not known before acknowledgements are read.
-- numerator: calendar days, one per claim
-- denominator: claims first decided in the period
-- leaves_out: claims not decided yet; claims known from remittances alone
-- target: Medicare 14 to 30 (noridian and ngsmedicare on clean claims)
-- source: Gonio's own, leg submit_adjudicate
-- aggregate: median
-- unit: tenth_days
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
), sent AS (
    SELECT d.claim_id, d.remit_id, d.claim_no, d.post_day, MAX(s.sent_day) AS sent_day
    FROM decided d
    JOIN asked ON 1 = 1
    JOIN submission s ON s.practice_id = asked.practice_id AND s.claim_id = d.claim_id
        AND s.claim_id > 0 AND s.live = TRUE AND s.sequence = 'P' AND s.sent_day <= d.post_day
    WHERE d.nth = 1
    GROUP BY d.claim_id, d.remit_id, d.claim_no, d.post_day
)
SELECT d.claim_id, 0 AS line_no, d.remit_id, d.claim_no, d.post_day AS day, c.payer_id,
    c.rendering_npi AS therapist, '' AS code, c.place_of_service AS location, '' AS bucket,
    '' AS party, d.post_day - d.sent_day AS numerator, 1 AS denominator
FROM sent d
JOIN asked ON 1 = 1
JOIN claim c ON c.practice_id = asked.practice_id AND c.claim_id = d.claim_id
    AND c.claim_id > 0
WHERE d.post_day >= asked.from_day AND d.post_day <= asked.to_day
