UPDATE answer SET tied = FALSE WHERE practice_id = $1 AND live = TRUE AND about IN (
    SELECT 'claim ' || control_number FROM submission WHERE practice_id = $1 AND batch_id = $2
    UNION SELECT interchange FROM sent_set WHERE practice_id = $1 AND batch_id = $2
    UNION SELECT group_and_set FROM sent_set WHERE practice_id = $1 AND batch_id = $2
    UNION SELECT batch FROM sent_set WHERE practice_id = $1 AND batch_id = $2)
