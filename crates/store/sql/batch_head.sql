SELECT kind, undoes, undone_by, first_entry, last_entry FROM batch
WHERE practice_id = $1 AND batch_id = $2
