SELECT claim_id FROM claim
WHERE practice_id = $1 AND payer_id = $2 AND live = TRUE AND adjudicated <> ''
ORDER BY claim_id
