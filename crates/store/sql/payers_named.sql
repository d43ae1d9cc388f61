SELECT DISTINCT p.payer_id, p.name FROM payer p
JOIN payer_alias a ON a.practice_id = p.practice_id AND a.payer_id = p.payer_id
WHERE p.practice_id = $1 AND (UPPER(p.name) = $2 OR a.alias = $3 OR a.alias = $4)
ORDER BY p.payer_id
