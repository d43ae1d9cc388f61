-- The batch in which the bank took the money of these entries back.
SELECT MIN(j.batch_id) FROM journal j
JOIN batch b ON b.practice_id = j.practice_id AND b.batch_id = j.batch_id
WHERE j.practice_id = $1 AND j.entry_id > $2 AND j.reverses >= $3 AND j.reverses <= $2
    AND b.kind = 'return' AND b.undone_by = 0
