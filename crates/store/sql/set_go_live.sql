UPDATE practice SET go_live_day = $1 WHERE practice_id = $2
