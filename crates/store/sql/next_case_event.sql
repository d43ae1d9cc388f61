SELECT COALESCE(MAX(event_no), 0) + 1 FROM case_event WHERE practice_id = $1 AND case_id = $2
