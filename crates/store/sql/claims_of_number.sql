SELECT c.claim_id FROM claim c
JOIN submission s ON s.practice_id = c.practice_id AND s.claim_id = c.claim_id
WHERE c.practice_id = $1 AND c.control_number = $2 AND s.live = TRUE
UNION
SELECT o.claim_id FROM outgoing o
WHERE o.practice_id = $1 AND o.control_number = $2 AND o.live = TRUE AND o.state = 'sent'
