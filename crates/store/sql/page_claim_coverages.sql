SELECT v.sequence, v.payer_id, COALESCE(y.name, ''), v.member_id
FROM claim_coverage v
LEFT JOIN payer y ON y.practice_id = v.practice_id AND y.payer_id = v.payer_id
WHERE v.practice_id = $1 AND v.claim_id = $2
