SELECT old.superseded_by, old.claim_id, new.batch_id FROM claim old
JOIN claim new ON new.practice_id = old.practice_id AND new.claim_id = old.superseded_by
WHERE old.practice_id = $1 AND old.superseded_in = $2
ORDER BY old.superseded_by DESC, old.claim_id DESC
