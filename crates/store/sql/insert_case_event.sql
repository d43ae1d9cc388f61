INSERT INTO case_event (
    practice_id, case_id, event_no, batch_id, day, person_id, action, cause, owner_id,
    until_day, answer_due, note, live
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
