SELECT a.answer_id, a.kind, a.about, a.said_by, a.says, a.codes, a.payer_control_number, a.day,
    a.tied, a.source_name, a.sent_batch, a.segment, COALESCE(f.path, ''), a.batch_id
FROM answer a
LEFT JOIN source_file f ON f.practice_id = a.practice_id AND f.file_id = a.file_id
WHERE a.practice_id = $1 AND a.about IN ($2, $3, $4, $5, $6, $7) AND a.live = TRUE
ORDER BY a.answer_id
