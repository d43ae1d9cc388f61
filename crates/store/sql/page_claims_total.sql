SELECT COUNT(*), COALESCE(SUM(c.charge_cents), 0), COALESCE(SUM(c.paid_cents), 0),
    COALESCE(SUM(c.adjusted_cents), 0),
    COALESCE(SUM(c.payer_open_cents + c.later_payer_open_cents + c.denied_open_cents
        + c.patient_open_cents), 0),
    COALESCE(SUM(c.payer_open_cents), 0), COALESCE(SUM(c.denied_open_cents), 0),
    COALESCE(SUM(c.later_payer_open_cents), 0), COALESCE(SUM(c.patient_open_cents), 0),
    COALESCE(SUM(CASE WHEN c.payer_open_cents < 0 THEN c.payer_open_cents ELSE 0 END
        + CASE WHEN c.denied_open_cents < 0 THEN c.denied_open_cents ELSE 0 END
        + CASE WHEN c.later_payer_open_cents < 0 THEN c.later_payer_open_cents ELSE 0 END
        + CASE WHEN c.patient_open_cents < 0 THEN c.patient_open_cents ELSE 0 END), 0)
FROM claim c
WHERE c.practice_id = $1 AND c.live = TRUE AND c.claim_id >= $2 AND c.claim_id <= $3
    AND ($4 = '' OR c.control_number = $4)
    AND ($5 = '' OR UPPER(c.control_number) LIKE $5 ESCAPE '\'
        OR UPPER(c.member_id) LIKE $5 ESCAPE '\'
        OR c.patient_id IN (
            SELECT p.patient_id FROM patient p
            WHERE p.practice_id = $1 AND (UPPER(p.last_name) LIKE $5 ESCAPE '\'
                OR UPPER(p.last_name || ', ' || p.first_name) LIKE $5 ESCAPE '\')))
    AND ($6 = '' OR c.state = $6 OR ($6 = 'open' AND (c.payer_open_cents <> 0
        OR c.later_payer_open_cents <> 0 OR c.denied_open_cents <> 0
        OR c.patient_open_cents <> 0)))
    AND CAST($7 AS BIGINT) IN (0, c.payer_id)
    AND COALESCE(c.service_day, 0) >= $8 AND COALESCE(c.service_day, 0) <= $9
    AND CAST($10 AS BIGINT) IN (0, c.batch_id)
    AND ($11 = ''
        OR ($11 = 'waiting' AND c.payer_open_cents > 0
            AND $12 - COALESCE(c.first_bill_day, c.service_day, $12) < 30)
        OR ($11 = 'overdue' AND c.payer_open_cents > 0
            AND $12 - COALESCE(c.first_bill_day, c.service_day, $12) >= 30)
        OR ($11 = 'denied' AND c.denied_open_cents > 0)
        OR ($11 = 'later' AND c.later_payer_open_cents > 0)
        OR ($11 = 'patient' AND c.patient_open_cents > 0)
        OR ($11 = 'credit' AND (c.payer_open_cents < 0 OR c.denied_open_cents < 0
            OR c.later_payer_open_cents < 0 OR c.patient_open_cents < 0)))
    AND (($12 - COALESCE(c.service_day, $12) >= $13
        AND $12 - COALESCE(c.service_day, $12) <= $14
        AND (c.payer_open_cents <> 0 OR c.later_payer_open_cents <> 0
            OR c.denied_open_cents <> 0 OR c.patient_open_cents <> 0)) OR $13 < 0)
