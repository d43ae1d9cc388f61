SELECT f.sha256, s.segment, s.control_number, s.state, s.payer_control_number FROM submission s
JOIN source_file f ON f.practice_id = s.practice_id AND f.file_id = s.file_id
WHERE s.practice_id = $1 AND s.claim_id = $2 AND s.sequence = $3 AND s.live = TRUE
ORDER BY s.submission_no DESC
LIMIT 1
