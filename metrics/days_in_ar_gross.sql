-- id: days_in_ar_gross
-- title: Days in A/R
-- basis: as of a day, with the charges of the three full calendar months up to it
-- definition: Everything open with payers and patients, credits netted, divided by the charges of an average day of the last three full months.
-- numerator: open balances, credits netted
-- denominator: gross charges of the window, divided by its calendar days
-- leaves_out: money not applied to a claim
-- target: 25 to 35 (continuityrcm.com, weak evidence)
-- source: MGMA days gross fee-for-service charges in A/R, here over three full months
-- aggregate: days
-- unit: tenth_days
-- keys: payer, therapist, code, location
-- window: no
WITH asked AS (
    SELECT CAST($1 AS BIGINT) AS practice_id, CAST($2 AS BIGINT) AS from_day,
        CAST($3 AS BIGINT) AS to_day, CAST($4 AS BIGINT) AS as_of_day
), moved AS (
    -- Two kinds of rows: what is open on a line as of as_of_day, and what was charged on it on
    -- each day of the window, which is from_day to to_day.
    SELECT j.claim_id, j.claim_line,
        SUM(CASE WHEN j.debit LIKE 'AR.%' THEN j.cents ELSE 0 END)
        - SUM(CASE WHEN j.credit LIKE 'AR.%' THEN j.cents ELSE 0 END) AS balance, 0 AS charges
    FROM journal j
    JOIN asked ON asked.practice_id = j.practice_id
    WHERE j.claim_id > 0 AND j.post_day <= asked.as_of_day
        AND (j.debit LIKE 'AR.%' OR j.credit LIKE 'AR.%')
    GROUP BY j.claim_id, j.claim_line
    UNION ALL
    SELECT j.claim_id, j.claim_line, 0 AS balance,
        SUM(CASE WHEN j.credit = 'REV' THEN j.cents ELSE -j.cents END) AS charges
    FROM journal j
    JOIN asked ON asked.practice_id = j.practice_id
    WHERE j.claim_id > 0 AND j.post_day >= asked.from_day AND j.post_day <= asked.to_day
        AND j.post_day <= asked.as_of_day AND (j.debit = 'REV' OR j.credit = 'REV')
    GROUP BY j.claim_id, j.claim_line, j.post_day
)
SELECT m.claim_id, m.claim_line AS line_no, 0 AS remit_id, 0 AS claim_no,
    COALESCE(l.service_day, c.service_day) AS day, c.payer_id,
    CASE WHEN COALESCE(l.rendering_npi, '') <> '' THEN l.rendering_npi ELSE c.rendering_npi END
        AS therapist,
    COALESCE(l.code, '') AS code, c.place_of_service AS location, '' AS bucket, '' AS party,
    m.balance AS numerator, m.charges AS denominator
FROM moved m
JOIN asked ON 1 = 1
JOIN claim c ON c.practice_id = asked.practice_id AND c.claim_id = m.claim_id
    AND c.claim_id > 0
LEFT JOIN claim_line l ON l.practice_id = asked.practice_id AND l.claim_id = m.claim_id
    AND l.line_no = m.claim_line
WHERE m.balance <> 0 OR m.charges <> 0
