SELECT first_day, modified_day, stop_day, text
FROM reference_reason
WHERE file_id = $1 AND list = $2 AND code = $3
