SELECT kind, holder, text FROM reference_note WHERE file_id = $1 AND code = $2 ORDER BY note_no
