SELECT p.name, COALESCE(MAX(SUBSTR(a.alias, 4)), '') FROM remittance r
JOIN payer p ON p.practice_id = r.practice_id AND p.payer_id = r.payer_id
LEFT JOIN payer_alias a ON a.practice_id = p.practice_id AND a.payer_id = p.payer_id
    AND a.alias LIKE 'ID:%'
WHERE r.practice_id = $1 AND r.remit_id = $2
GROUP BY p.name
