DELETE FROM tally WHERE practice_id = $1
