INSERT INTO patient_key (
    practice_id, patient_key, patient_id
) VALUES (
    $1, $2, $3
)
