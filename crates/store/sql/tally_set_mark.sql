UPDATE tally_mark SET entry_id = $1 WHERE practice_id = $2
