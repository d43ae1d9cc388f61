-- The file that answers for a pair on a day whose quarter is not here: of the next quarter
-- that is, because rows carry their own days and keep what was deleted.
SELECT file_id, release_name, first_day
FROM reference_file
WHERE kind = 'ncci_pairs' AND removed_at = 0 AND first_day > $1 AND first_key <= $2
    AND last_key >= $2
ORDER BY first_day, file_id DESC
LIMIT 1
