INSERT INTO batch (
    practice_id, batch_id, kind, made_at, undoes, undone_by, first_entry, last_entry, person_id
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9
)
