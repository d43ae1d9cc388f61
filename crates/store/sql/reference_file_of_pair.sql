-- The file that answers for a pair on a day: of the quarter that holds the day.
SELECT file_id, release_name, first_day
FROM reference_file
WHERE kind = 'ncci_pairs' AND removed_at = 0 AND first_day <= $1 AND last_day >= $1
    AND first_key <= $2 AND last_key >= $2
ORDER BY first_day DESC, file_id DESC
LIMIT 1
