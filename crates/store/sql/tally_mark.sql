SELECT entry_id FROM tally_mark WHERE practice_id = $1
