SELECT (SELECT COALESCE(SUM(charge_cents), 0) FROM claim
        WHERE practice_id = $1 AND batch_id = $2),
    (SELECT COALESCE(SUM(payment_cents), 0) FROM remittance
        WHERE practice_id = $1 AND batch_id = $2),
    (SELECT COALESCE(SUM(posted_cents), 0) FROM remittance
        WHERE practice_id = $1 AND batch_id = $2),
    (SELECT COUNT(*) FROM queue_item
        WHERE practice_id = $1 AND batch_id = $2 AND live = TRUE AND settled_by = 0)
