-- The first and last days in the journal, and the last days of facts that count.
SELECT (SELECT MIN(post_day) FROM journal WHERE practice_id = $1),
    (SELECT MAX(post_day) FROM journal WHERE practice_id = $1),
    (SELECT MAX(post_day) FROM remittance WHERE practice_id = $1 AND live = TRUE),
    (SELECT MAX(service_day) FROM claim WHERE practice_id = $1 AND live = TRUE)
