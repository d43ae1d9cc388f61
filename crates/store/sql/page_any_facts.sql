SELECT CASE WHEN EXISTS (SELECT 1 FROM claim WHERE practice_id = $1 AND live = TRUE)
    OR EXISTS (SELECT 1 FROM remittance WHERE practice_id = $1 AND live = TRUE)
    THEN 1 ELSE 0 END
