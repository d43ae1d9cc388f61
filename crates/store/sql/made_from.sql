SELECT claim_id FROM outgoing
WHERE practice_id = $1 AND control_number = $2 AND live = TRUE AND state = 'sent'
