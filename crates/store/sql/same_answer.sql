SELECT COUNT(*) FROM answer
WHERE practice_id = $1 AND about = $2 AND kind = $3 AND said_by = $4 AND source_name = $5
    AND says = $6 AND codes = $7 AND day = $8 AND sent_batch = $9
    AND live = TRUE
