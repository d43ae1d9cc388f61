-- id: ar_aging_first_bill
-- title: Open money by age since first billed
-- basis: as of a day; age from the day the claim was first sent
-- definition: What payers and patients owe, by the time since the claim was first sent. Sending again, a second payer or a transfer to the patient never makes it younger. A claim known from a remittance alone counts from its service.
-- numerator: open balances in the bucket
-- denominator: all open debit balances
-- leaves_out: nothing; credits and what was never billed stand apart
-- target:
-- source: HFMA MAP Keys and MGMA aging buckets; day 90 is not over 90
-- aggregate: amount
-- unit: cents
-- keys: bucket, party, payer, therapist, code, location
-- window: no
WITH asked AS (
    SELECT CAST($1 AS BIGINT) AS practice_id, CAST($2 AS BIGINT) AS from_day,
        CAST($3 AS BIGINT) AS to_day, CAST($4 AS BIGINT) AS as_of_day
), line_open AS (
    -- What is open on each line by party, by the journal as of the day asked for.
    SELECT j.claim_id, j.claim_line,
        SUM(CASE WHEN j.debit LIKE 'AR.%' AND j.debit <> 'AR.PAT' THEN j.cents ELSE 0 END)
        - SUM(CASE WHEN j.credit LIKE 'AR.%' AND j.credit <> 'AR.PAT' THEN j.cents ELSE 0 END)
            AS insurance,
        SUM(CASE WHEN j.debit = 'AR.PAT' THEN j.cents ELSE 0 END)
        - SUM(CASE WHEN j.credit = 'AR.PAT' THEN j.cents ELSE 0 END) AS patient
    FROM journal j
    JOIN asked ON asked.practice_id = j.practice_id
    WHERE j.claim_id > 0 AND j.post_day <= asked.as_of_day
        AND (j.debit LIKE 'AR.%' OR j.credit LIKE 'AR.%')
    GROUP BY j.claim_id, j.claim_line
), open_item AS (
    SELECT claim_id, claim_line, 'insurance' AS party, insurance AS balance FROM line_open
    WHERE insurance <> 0
    UNION ALL
    SELECT claim_id, claim_line, 'patient' AS party, patient AS balance FROM line_open
    WHERE patient <> 0
), aged AS (
    SELECT o.claim_id, o.claim_line, o.party, o.balance, c.payer_id, c.place_of_service,
        CASE WHEN COALESCE(l.rendering_npi, '') <> '' THEN l.rendering_npi
            ELSE c.rendering_npi END AS therapist,
        COALESCE(l.code, '') AS code, COALESCE(l.service_day, c.service_day) AS service_day,
        -- A claim known from a remittance alone was billed on a day nobody told; it is taken
        -- for as old as it can be.
        CASE WHEN c.origin = '835' THEN COALESCE(l.service_day, c.service_day)
            ELSE c.first_bill_day END AS first_bill_day
    FROM open_item o
    JOIN asked ON 1 = 1
    JOIN claim c ON c.practice_id = asked.practice_id AND c.claim_id = o.claim_id
        AND c.claim_id > 0
    LEFT JOIN claim_line l ON l.practice_id = asked.practice_id AND l.claim_id = o.claim_id
        AND l.line_no = o.claim_line
)
SELECT a.claim_id, a.claim_line AS line_no, 0 AS remit_id, 0 AS claim_no,
    a.first_bill_day AS day, a.payer_id, a.therapist, a.code, a.place_of_service AS location,
    CASE WHEN a.balance < 0 THEN 'credit'
        WHEN a.first_bill_day IS NULL THEN 'unbilled'
        WHEN asked.as_of_day - a.first_bill_day <= 30 THEN '0-30'
        WHEN asked.as_of_day - a.first_bill_day <= 60 THEN '31-60'
        WHEN asked.as_of_day - a.first_bill_day <= 90 THEN '61-90'
        WHEN asked.as_of_day - a.first_bill_day <= 120 THEN '91-120'
        ELSE '>120' END AS bucket,
    a.party, a.balance AS numerator,
    CASE WHEN a.balance > 0 THEN a.balance ELSE 0 END AS denominator
FROM aged a
JOIN asked ON 1 = 1
