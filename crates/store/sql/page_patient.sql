SELECT last_name, first_name, birth_day, member_id FROM patient
WHERE practice_id = $1 AND patient_id = $2
