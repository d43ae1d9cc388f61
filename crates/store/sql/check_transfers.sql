SELECT entry_id, line_no FROM journal
WHERE practice_id = $1 AND (cents <= 0 OR debit = credit) ORDER BY entry_id LIMIT 50
