SELECT (
        SELECT MIN(day) FROM tally WHERE practice_id = $1 AND fact = $2 AND span = $3
    ), (
        SELECT MAX(day) FROM tally WHERE practice_id = $1 AND fact = $2 AND span = $3
    )
