UPDATE claim_payment SET reversed_by_remit_id = 0
WHERE practice_id = $1 AND reversed_by_remit_id IN (
    SELECT remit_id FROM remittance WHERE practice_id = $1 AND batch_id = $2)
