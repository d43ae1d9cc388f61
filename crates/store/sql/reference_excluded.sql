SELECT n.holder, n.text, t.first_code, t.last_code
FROM reference_note n
JOIN reference_note_target t
    ON t.file_id = n.file_id AND t.code = n.code AND t.note_no = n.note_no
WHERE n.file_id = $1 AND n.code = $2 AND n.kind = 'excludes1'
ORDER BY n.note_no, t.target_no
