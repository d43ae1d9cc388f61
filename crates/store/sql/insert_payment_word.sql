INSERT INTO payment_word (practice_id, remit_id, batch_id, post, was_posted, reason, live)
VALUES ($1, $2, $3, $4, $5, $6, $7)
