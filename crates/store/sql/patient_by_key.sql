SELECT patient_id FROM patient_key WHERE practice_id = $1 AND patient_key = $2
