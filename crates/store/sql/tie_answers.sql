UPDATE answer SET tied = TRUE
WHERE practice_id = $1 AND about IN ($2, $3, $4, $5, $6, $7) AND tied = FALSE
