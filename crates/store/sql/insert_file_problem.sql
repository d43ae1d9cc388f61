INSERT INTO file_problem (
    practice_id, file_id, problem_no, level, segment, byte_offset, code, text
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8
)
