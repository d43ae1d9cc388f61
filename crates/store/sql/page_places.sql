-- Where open money waits now. What is negative is a credit, and stands apart.
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
    SELECT payer_open_cents AS payer, denied_open_cents AS denied,
        later_payer_open_cents AS later_payers, patient_open_cents AS patient,
        $1 - COALESCE(first_bill_day, service_day, $1) AS waited
    FROM claim WHERE practice_id = $2 AND live = TRUE
) AS c
