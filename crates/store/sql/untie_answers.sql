UPDATE answer SET tied = FALSE WHERE practice_id = $1 AND about = $2 AND live = TRUE
