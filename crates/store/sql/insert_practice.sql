INSERT INTO practice (
    practice_id, name, go_live_day, as_of_day, made_up
) VALUES (
    $1, $2, $3, $4, $5
)
