SELECT remit_id, was_posted FROM payment_word
WHERE practice_id = $1 AND batch_id = $2 AND live = TRUE
ORDER BY remit_id
