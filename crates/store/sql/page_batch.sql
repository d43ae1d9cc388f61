SELECT b.batch_id, b.kind, b.made_at, b.undoes, b.undone_by, b.first_entry, b.last_entry
FROM batch b WHERE b.practice_id = $1 AND b.batch_id = $2
