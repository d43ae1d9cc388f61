SELECT COUNT(*) FROM claim WHERE practice_id = $1 AND control_number = $2
