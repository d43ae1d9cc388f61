SELECT t.trail_no, t.made_at, COALESCE(p.login, ''), t.action, t.subject, t.subject_id,
    t.before_ref, t.after_ref, t.reason
FROM trail t
LEFT JOIN person p ON p.practice_id = t.practice_id AND p.person_id = t.person_id
WHERE t.practice_id = $1 ORDER BY t.trail_no DESC LIMIT $2 OFFSET $3
