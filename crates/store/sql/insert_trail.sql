INSERT INTO trail (
    practice_id, trail_no, made_at, person_id, action, subject, subject_id, before_ref,
    after_ref, reason, first_entry, last_entry, digest, previous, hash
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
)
