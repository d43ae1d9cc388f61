SELECT a.kind, a.said_by, a.source_name, a.says, a.codes, a.day, COALESCE(f.path, ''),
    a.segment, a.batch_id
FROM answer a
LEFT JOIN source_file f ON f.practice_id = a.practice_id AND f.file_id = a.file_id
WHERE a.practice_id = $1 AND a.about IN ($2, $3, $4, $5, $6, $7) AND a.live = TRUE
ORDER BY a.day, a.answer_id
