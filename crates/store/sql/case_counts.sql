SELECT COUNT(*), COALESCE(SUM(d.open_cents), 0),
    COALESCE(SUM(CASE WHEN d.deadline < $1 THEN 1 ELSE 0 END), 0),
    COALESCE(SUM(CASE WHEN d.owner_id = 0 THEN 1 ELSE 0 END), 0)
FROM denial_case d
WHERE d.practice_id = $2 AND d.is_open = $3 AND d.live = TRUE
    AND ($4 = '' OR d.cause = $4) AND ($5 = '' OR d.state = $5)
    AND ($6 = 0 OR d.payer_id = $6) AND ($7 = 0 OR d.owner_id = $7) AND d.deadline <= $8
