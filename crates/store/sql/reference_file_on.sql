-- The file that answers for a day: the latest release that has begun, and of that the one
-- loaded last. In the order of the index: a sort would take longer than all the rest.
SELECT file_id, release_name, first_day
FROM reference_file
WHERE kind = $1 AND variant IN ('', $2) AND removed_at = 0 AND first_day <= $3 AND last_day >= $3
ORDER BY first_day DESC, file_id DESC
LIMIT 1
