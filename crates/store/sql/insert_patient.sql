INSERT INTO patient (
    practice_id, patient_id, last_name, first_name, birth_day, member_id
) VALUES (
    $1, $2, $3, $4, $5, $6
)
