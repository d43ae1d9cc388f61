SELECT (SELECT COUNT(*) FROM claim WHERE practice_id = $1 AND control_number = $2)
    + (SELECT COUNT(*) FROM outgoing
        WHERE practice_id = $1 AND control_number = $2 AND live = TRUE)
