-- Answers to what a batch had sent. Those that something else is still known by are tied again
-- when that is derived.
UPDATE answer SET tied = FALSE WHERE practice_id = $1 AND live = TRUE AND about IN (
    SELECT 'claim ' || control_number FROM submission WHERE practice_id = $1 AND batch_id = $2
    UNION SELECT interchange FROM sent_set WHERE practice_id = $1 AND batch_id = $2
    UNION SELECT group_and_set FROM sent_set WHERE practice_id = $1 AND batch_id = $2
    UNION SELECT batch FROM sent_set WHERE practice_id = $1 AND batch_id = $2
    -- A group by its sets, a provider's part by its batch.
    UNION SELECT g.about FROM answer g
    JOIN sent_set t ON t.practice_id = g.practice_id AND t.batch_id = $2
        AND SUBSTR(t.group_and_set, 1, LENGTH(g.about) - 1)
            = 'set ' || SUBSTR(g.about, 7) || ' '
    WHERE g.practice_id = $1 AND g.about >= 'group ' AND g.about < 'group!'
    UNION SELECT v.about FROM answer v
    JOIN sent_set t ON t.practice_id = v.practice_id AND t.batch_id = $2
        AND SUBSTR(v.about, 1, LENGTH(t.batch) + 4)
            = 'provider ' || SUBSTR(t.batch, 7) || ' '
    WHERE v.practice_id = $1 AND v.about >= 'provider ' AND v.about < 'provider!')
