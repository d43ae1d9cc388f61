-- The last days of facts that count.
SELECT (SELECT MAX(post_day) FROM remittance WHERE practice_id = $1 AND live = TRUE), (
        SELECT service_day FROM claim WHERE practice_id = $1 AND live = TRUE
        ORDER BY COALESCE(service_day, 0) DESC, claim_id DESC
        LIMIT 1
    )
