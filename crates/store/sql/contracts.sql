SELECT c.contract_id, c.payer_id, c.body, p.name FROM contract c
JOIN payer p ON p.practice_id = c.practice_id AND p.payer_id = c.payer_id
WHERE c.practice_id = $1 AND c.live = TRUE
ORDER BY c.contract_id
