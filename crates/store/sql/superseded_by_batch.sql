SELECT new.claim_id, old.claim_id FROM claim new
JOIN claim old ON old.practice_id = new.practice_id AND old.superseded_by = new.claim_id
WHERE new.practice_id = $1 AND new.batch_id = $2
ORDER BY new.claim_id DESC, old.claim_id DESC
