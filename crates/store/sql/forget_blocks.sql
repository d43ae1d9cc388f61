DELETE FROM tally_block WHERE practice_id = $1
