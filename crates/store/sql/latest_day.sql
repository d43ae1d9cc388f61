SELECT MAX(post_day) FROM journal WHERE practice_id = $1
