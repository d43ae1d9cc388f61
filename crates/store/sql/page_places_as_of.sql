-- Where open money waited at the end of a day, by the journal up to that day.
SELECT COALESCE(SUM(CASE WHEN payer > 0 AND waited < 30 THEN payer ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN payer > 0 AND waited < 30 THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN payer > 0 AND waited >= 30 THEN payer ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN payer > 0 AND waited >= 30 THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN denied > 0 THEN denied ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN denied > 0 THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN later_payers > 0 THEN later_payers ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN later_payers > 0 THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN patient > 0 THEN patient ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN patient > 0 THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN payer < 0 THEN payer ELSE 0 END
        + CASE WHEN denied < 0 THEN denied ELSE 0 END
        + CASE WHEN later_payers < 0 THEN later_payers ELSE 0 END
        + CASE WHEN patient < 0 THEN patient ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN payer < 0 OR denied < 0 OR later_payers < 0 OR patient < 0
        THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN payer <> 0 OR denied <> 0 OR later_payers <> 0 OR patient <> 0
        THEN 1 ELSE 0 END), 0)
FROM (
    SELECT t.payer, t.denied, t.later_payers, t.patient,
        $1 - COALESCE(c.first_bill_day, c.service_day, $1) AS waited
    FROM (
        SELECT claim_id,
            SUM(CASE WHEN debit IN ('AR.P', 'AR.VAR') THEN cents ELSE 0 END)
            - SUM(CASE WHEN credit IN ('AR.P', 'AR.VAR') THEN cents ELSE 0 END) AS payer,
            SUM(CASE WHEN debit = 'AR.DEN' THEN cents ELSE 0 END)
            - SUM(CASE WHEN credit = 'AR.DEN' THEN cents ELSE 0 END) AS denied,
            SUM(CASE WHEN debit IN ('AR.S', 'AR.T') THEN cents ELSE 0 END)
            - SUM(CASE WHEN credit IN ('AR.S', 'AR.T') THEN cents ELSE 0 END) AS later_payers,
            SUM(CASE WHEN debit = 'AR.PAT' THEN cents ELSE 0 END)
            - SUM(CASE WHEN credit = 'AR.PAT' THEN cents ELSE 0 END) AS patient
        FROM journal
        WHERE practice_id = $2 AND claim_id > 0 AND post_day <= $1
        GROUP BY claim_id
    ) AS t
    JOIN claim c ON c.practice_id = $2 AND c.claim_id = t.claim_id
) AS c
