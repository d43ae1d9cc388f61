DELETE FROM tally_part WHERE practice_id = $1
