-- id: ncr_period
-- title: Net collection, by month posted
-- basis: POST, the day in the books
-- definition: Payments posted in the period, divided by the charges posted less contract reductions posted. It can pass 1 when volume falls.
-- numerator: payments of payers and patients, less takebacks and refunds
-- denominator: charges less contract reductions and sequestration
-- leaves_out: interest, money not applied to a claim, forwarding balances
-- target: at least 0.95 (continuityrcm.com, weak evidence)
-- source: MGMA adjusted fee-for-service collection percentage
-- aggregate: ratio
-- unit: rate
-- keys: payer, therapist, code, location, month
-- window: yes
WITH asked AS (
    SELECT CAST($1 AS BIGINT) AS practice_id, CAST($2 AS BIGINT) AS from_day,
        CAST($3 AS BIGINT) AS to_day, CAST($4 AS BIGINT) AS as_of_day
)
SELECT j.claim_id, j.claim_line AS line_no, j.remit_id, j.claim_no, j.post_day AS day,
    j.payer_id,
    CASE WHEN COALESCE(l.rendering_npi, '') <> '' THEN l.rendering_npi
        ELSE COALESCE(c.rendering_npi, '') END AS therapist,
    COALESCE(l.code, '') AS code, COALESCE(c.place_of_service, '') AS location, '' AS bucket,
    '' AS party,
    CASE WHEN j.credit LIKE 'AR.%' AND j.debit IN ('CLR.ERA', 'BANK', 'UNAP.PAT', 'UNAP.PAY', 'DUE.PAT')
            THEN j.cents
        WHEN j.debit LIKE 'AR.%' AND j.credit IN ('CLR.ERA', 'BANK', 'UNAP.PAT', 'UNAP.PAY', 'DUE.PAT')
            THEN -j.cents ELSE 0 END AS numerator,
    CASE WHEN j.credit = 'REV' THEN j.cents WHEN j.debit = 'REV' THEN -j.cents ELSE 0 END
        - CASE WHEN j.debit IN ('ADJ.CON', 'ADJ.SEQ') THEN j.cents
        WHEN j.credit IN ('ADJ.CON', 'ADJ.SEQ') THEN -j.cents ELSE 0 END AS denominator
FROM journal j
JOIN asked ON asked.practice_id = j.practice_id
LEFT JOIN claim c ON c.practice_id = j.practice_id AND c.claim_id = j.claim_id
    AND c.claim_id > 0
LEFT JOIN claim_line l ON l.practice_id = j.practice_id AND l.claim_id = j.claim_id
    AND l.line_no = j.claim_line
WHERE j.claim_id > 0 AND j.post_day >= asked.from_day AND j.post_day <= asked.to_day
    AND j.post_day <= asked.as_of_day AND (j.debit LIKE 'AR.%' OR j.credit LIKE 'AR.%')
