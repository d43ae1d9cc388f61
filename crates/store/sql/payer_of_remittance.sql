SELECT payer_id FROM remittance WHERE practice_id = $1 AND remit_id = $2
