SELECT s.claim_id FROM sent_set t
JOIN submission s ON s.practice_id = t.practice_id AND s.set_id = t.set_id
WHERE t.practice_id = $1 AND t.live = TRUE AND s.live = TRUE AND t.group_and_set > $2
    AND t.group_and_set < $3
