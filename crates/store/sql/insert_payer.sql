INSERT INTO payer (
    practice_id, payer_id, name
) VALUES (
    $1, $2, $3
)
