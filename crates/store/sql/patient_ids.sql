SELECT patient_id FROM patient
WHERE practice_id = $1 AND (member_id = $2 OR UPPER(last_name) = UPPER($2)) ORDER BY patient_id
