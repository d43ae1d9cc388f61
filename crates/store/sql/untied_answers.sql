SELECT file_id, COUNT(*) FROM answer
WHERE practice_id = $1 AND tied = FALSE AND live = TRUE
GROUP BY file_id
ORDER BY file_id
