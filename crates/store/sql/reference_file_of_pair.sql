-- The file that answers for a pair on a day: of the quarter that holds the day, else of the
-- next one that is here, because rows carry their own days and keep what was deleted.
SELECT file_id, release_name
FROM reference_file
WHERE kind = 'ncci_pairs' AND removed_at = 0 AND last_day >= $1 AND first_key <= $2 AND last_key >= $2
ORDER BY first_day, file_id DESC
LIMIT 1
