SELECT c.claim_id, c.charge_cents, COALESCE(t.paid, 0), COALESCE(t.adjusted, 0),
    COALESCE(t.payer, 0), COALESCE(t.later_payers, 0), COALESCE(t.denied, 0),
    COALESCE(t.patient, 0), c.paid_cents, c.adjusted_cents, c.payer_open_cents,
    c.later_payer_open_cents, c.denied_open_cents, c.patient_open_cents
FROM claim c
LEFT JOIN (
    SELECT claim_id,
        SUM(CASE WHEN debit IN ('CLR.ERA', 'BANK', 'UNAP.PAT', 'UNAP.PAY', 'DUE.PAT')
            THEN cents ELSE 0 END)
        - SUM(CASE WHEN credit IN ('CLR.ERA', 'BANK', 'UNAP.PAT', 'UNAP.PAY', 'DUE.PAT')
            THEN cents ELSE 0 END) AS paid,
        SUM(CASE WHEN debit LIKE 'ADJ.%' THEN cents ELSE 0 END)
        - SUM(CASE WHEN credit LIKE 'ADJ.%' THEN cents ELSE 0 END) AS adjusted,
        SUM(CASE WHEN debit IN ('AR.P', 'AR.VAR') THEN cents ELSE 0 END)
        - SUM(CASE WHEN credit IN ('AR.P', 'AR.VAR') THEN cents ELSE 0 END) AS payer,
        SUM(CASE WHEN debit IN ('AR.S', 'AR.T') THEN cents ELSE 0 END)
        - SUM(CASE WHEN credit IN ('AR.S', 'AR.T') THEN cents ELSE 0 END) AS later_payers,
        SUM(CASE WHEN debit = 'AR.DEN' THEN cents ELSE 0 END)
        - SUM(CASE WHEN credit = 'AR.DEN' THEN cents ELSE 0 END) AS denied,
        SUM(CASE WHEN debit = 'AR.PAT' THEN cents ELSE 0 END)
        - SUM(CASE WHEN credit = 'AR.PAT' THEN cents ELSE 0 END) AS patient
    FROM journal
    WHERE practice_id = $1 AND claim_id > 0
    GROUP BY claim_id
) AS t ON t.claim_id = c.claim_id
WHERE c.practice_id = $1 AND c.live = TRUE AND (
    c.charge_cents <> COALESCE(t.paid + t.adjusted + t.payer + t.later_payers + t.denied
        + t.patient, 0)
    OR COALESCE(t.paid, 0) <> c.paid_cents
    OR COALESCE(t.adjusted, 0) <> c.adjusted_cents
    OR COALESCE(t.payer, 0) <> c.payer_open_cents
    OR COALESCE(t.later_payers, 0) <> c.later_payer_open_cents
    OR COALESCE(t.denied, 0) <> c.denied_open_cents
    OR COALESCE(t.patient, 0) <> c.patient_open_cents)
LIMIT 50
