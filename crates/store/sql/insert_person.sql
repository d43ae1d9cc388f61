INSERT INTO person (
    practice_id, person_id, login, name, password, roles, active, made_at, failures, locked_until
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
)
