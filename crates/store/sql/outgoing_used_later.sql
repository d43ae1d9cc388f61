-- A later batch that stands on what this one did with claims made here: it took a further step
-- with one of them, or took in the file that this one sent.
SELECT MAX(later) FROM (
    SELECT l.batch_id AS later FROM outgoing_step l
    JOIN batch b ON b.practice_id = l.practice_id AND b.batch_id = l.batch_id
    WHERE l.practice_id = $1 AND l.batch_id > $2 AND b.undone_by = 0 AND l.outgoing_id IN (
        SELECT outgoing_id FROM outgoing WHERE practice_id = $1 AND batch_id = $2
        UNION SELECT outgoing_id FROM outgoing_step WHERE practice_id = $1 AND batch_id = $2)
    UNION ALL
    SELECT s.batch_id AS later FROM outgoing o
    JOIN submission s ON s.practice_id = o.practice_id AND s.claim_id = o.claim_id
        AND s.control_number = o.control_number
    WHERE o.practice_id = $1 AND o.sent_batch = $2 AND s.batch_id > $2 AND s.live = TRUE
) AS uses
