INSERT INTO sent_set (
    practice_id, set_id, batch_id, file_id, segment, interchange, group_and_set, batch, live, day
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
