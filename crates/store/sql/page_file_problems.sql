SELECT segment, code, text FROM file_problem
WHERE practice_id = $1 AND file_id = $2
ORDER BY problem_no
LIMIT $3
