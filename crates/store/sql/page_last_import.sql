SELECT b.batch_id, b.made_at, COUNT(f.file_id)
FROM batch b
LEFT JOIN source_file f ON f.practice_id = b.practice_id AND f.batch_id = b.batch_id
WHERE b.practice_id = $1 AND b.kind = 'import' AND b.undone_by = 0
GROUP BY b.batch_id, b.made_at
ORDER BY b.batch_id DESC
LIMIT 1
