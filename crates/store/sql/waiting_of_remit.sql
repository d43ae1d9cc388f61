-- Claim payments of a remittance that wait for their claim.
SELECT claim_no FROM claim_payment
WHERE practice_id = $1 AND remit_id = $2 AND claim_id = 0 AND outcome = 'held' AND live = TRUE
ORDER BY claim_no LIMIT $3
