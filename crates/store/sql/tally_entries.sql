SELECT entry_id, post_day, debit, credit, cents FROM journal
WHERE practice_id = $1 AND entry_id > $2
ORDER BY entry_id
