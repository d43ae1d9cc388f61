UPDATE outgoing SET state = $1, approved_by = $2, self_reviewed = $3, reason = $4,
    sent_batch = $5
WHERE practice_id = $6 AND outgoing_id = $7
