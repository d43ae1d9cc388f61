INSERT INTO contract (practice_id, contract_id, batch_id, payer_id, body, live)
VALUES ($1, $2, $3, $4, $5, $6)
