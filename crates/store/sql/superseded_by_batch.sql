SELECT claim_id, supersedes FROM claim
WHERE practice_id = $1 AND batch_id = $2 AND supersedes <> 0 ORDER BY claim_id DESC
