SELECT s.sequence, s.frequency, COALESCE(y.name, ''), s.sent_day, s.charge_cents,
    COALESCE(f.path, ''), s.batch_id, s.segment
FROM submission s
LEFT JOIN payer y ON y.practice_id = s.practice_id AND y.payer_id = s.payer_id
LEFT JOIN source_file f ON f.practice_id = s.practice_id AND f.file_id = s.file_id
WHERE s.practice_id = $1 AND s.claim_id = $2 AND s.live = TRUE
ORDER BY s.submission_no
