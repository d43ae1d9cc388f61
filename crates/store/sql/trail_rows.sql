SELECT trail_no, made_at, person_id, action, subject, subject_id, before_ref, after_ref, reason,
    first_entry, last_entry, digest, previous, hash
FROM trail WHERE practice_id = $1 AND trail_no > $2 ORDER BY trail_no LIMIT $3
