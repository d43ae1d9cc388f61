-- id: ncr_cohort
-- title: Net collection, by month of service
-- basis: DOS, the day of service
-- definition: Of what services of the period may bring (charges less contract reductions), the share paid up to the day looked from. Denials written off stay in; open lines pull it down until they are settled.
-- numerator: payments on the lines served in the period
-- denominator: charges less contract reductions of the same lines
-- leaves_out: interest
-- target: at least 0.95 (continuityrcm.com, weak evidence)
-- source: Gonio's own matched cohort
-- aggregate: ratio
-- unit: rate
-- keys: payer, therapist, code, location, month
-- window: yes
WITH asked AS (
    SELECT CAST($1 AS BIGINT) AS practice_id, CAST($2 AS BIGINT) AS from_day,
        CAST($3 AS BIGINT) AS to_day, CAST($4 AS BIGINT) AS as_of_day
), moved AS (
    SELECT j.claim_id, j.claim_line,
        SUM(CASE WHEN j.credit LIKE 'AR.%' AND j.debit IN ('CLR.ERA', 'BANK', 'UNAP.PAT', 'UNAP.PAY', 'DUE.PAT')
            THEN j.cents
        WHEN j.debit LIKE 'AR.%' AND j.credit IN ('CLR.ERA', 'BANK', 'UNAP.PAT', 'UNAP.PAY', 'DUE.PAT')
            THEN -j.cents ELSE 0 END) AS paid,
        SUM(CASE WHEN j.credit = 'REV' THEN j.cents WHEN j.debit = 'REV' THEN -j.cents ELSE 0 END) AS charged,
        SUM(CASE WHEN j.debit IN ('ADJ.CON', 'ADJ.SEQ') THEN j.cents
        WHEN j.credit IN ('ADJ.CON', 'ADJ.SEQ') THEN -j.cents ELSE 0 END) AS contractual
    FROM journal j
    JOIN asked ON asked.practice_id = j.practice_id
    WHERE j.claim_id > 0 AND j.post_day <= asked.as_of_day
    GROUP BY j.claim_id, j.claim_line
)
SELECT m.claim_id, m.claim_line AS line_no, 0 AS remit_id, 0 AS claim_no,
    COALESCE(l.service_day, c.service_day) AS day, c.payer_id,
    CASE WHEN COALESCE(l.rendering_npi, '') <> '' THEN l.rendering_npi ELSE c.rendering_npi END
        AS therapist,
    COALESCE(l.code, '') AS code, c.place_of_service AS location, '' AS bucket, '' AS party,
    m.paid AS numerator, m.charged - m.contractual AS denominator
FROM moved m
JOIN asked ON 1 = 1
JOIN claim c ON c.practice_id = asked.practice_id AND c.claim_id = m.claim_id
    AND c.claim_id > 0
LEFT JOIN claim_line l ON l.practice_id = asked.practice_id AND l.claim_id = m.claim_id
    AND l.line_no = m.claim_line
WHERE COALESCE(l.service_day, c.service_day) >= asked.from_day
    AND COALESCE(l.service_day, c.service_day) <= asked.to_day AND m.charged <> 0
