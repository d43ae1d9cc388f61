-- id: reimbursement_rate_payer
-- title: Paid of what was billed
-- basis: ADJ, the day the decision was posted
-- definition: Of the charges that the first payer decided in the period, the share it paid. Denied lines count with nothing paid; a decision taken back counts negative.
-- numerator: paid on the lines decided
-- denominator: charges of the same lines, denied ones included
-- leaves_out: later payers, duplicates, returned claims
-- target:
-- source: Gonio's own
-- aggregate: ratio
-- unit: rate
-- keys: payer, therapist, code, location, month
-- window: yes
WITH asked AS (
    SELECT CAST($1 AS BIGINT) AS practice_id, CAST($2 AS BIGINT) AS from_day,
        CAST($3 AS BIGINT) AS to_day, CAST($4 AS BIGINT) AS as_of_day
)
SELECT cp.claim_id, COALESCE(lp.claim_line, 0) AS line_no, cp.remit_id, cp.claim_no,
    cp.post_day AS day, c.payer_id,
    CASE WHEN COALESCE(l.rendering_npi, '') <> '' THEN l.rendering_npi ELSE c.rendering_npi END
        AS therapist,
    COALESCE(l.code, '') AS code, c.place_of_service AS location, '' AS bucket, '' AS party,
    COALESCE(lp.paid_cents, cp.paid_cents) AS numerator,
    COALESCE(lp.charge_cents, cp.charge_cents) AS denominator
FROM claim_payment cp
JOIN asked ON asked.practice_id = cp.practice_id
JOIN claim c ON c.practice_id = cp.practice_id AND c.claim_id = cp.claim_id
    AND c.claim_id > 0
LEFT JOIN claim_payment original ON original.practice_id = cp.practice_id
    AND original.remit_id = cp.reverses_remit_id AND original.claim_no = cp.reverses_claim_no
LEFT JOIN line_payment lp ON lp.practice_id = cp.practice_id AND lp.remit_id = cp.remit_id
    AND lp.claim_no = cp.claim_no
LEFT JOIN claim_line l ON l.practice_id = cp.practice_id AND l.claim_id = cp.claim_id
    AND l.line_no = lp.claim_line
WHERE cp.claim_id > 0 AND cp.live = TRUE AND cp.outcome IN ('posted', 'reversed')
    AND COALESCE(original.sequence, cp.sequence) = 'P'
    AND cp.post_day >= asked.from_day AND cp.post_day <= asked.to_day
    AND cp.post_day <= asked.as_of_day
