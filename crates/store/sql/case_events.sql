SELECT event_no, day, person_id, action, cause, owner_id, until_day, answer_due, note
FROM case_event WHERE practice_id = $1 AND case_id = $2 AND live = TRUE
ORDER BY day, event_no
