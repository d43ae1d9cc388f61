SELECT MIN(later.batch_id) FROM journal later
JOIN batch b ON b.practice_id = later.practice_id AND b.batch_id = later.batch_id
WHERE later.practice_id = $1 AND later.entry_id > $2 AND b.undone_by = 0 AND b.kind <> 'undo'
    AND later.batch_id <> $3
    AND ((later.claim_id > 0 AND later.claim_id IN (
            SELECT claim_id FROM journal
            WHERE practice_id = $1 AND entry_id <= $2 AND batch_id = $3 AND entry_id >= $4))
        OR (later.remit_id > 0 AND later.remit_id IN (
            SELECT remit_id FROM remittance WHERE practice_id = $1 AND batch_id = $3))
        OR (later.debit = 'UNAP.PAT' AND later.patient_id IN (
            SELECT patient_id FROM journal
            WHERE practice_id = $1 AND entry_id <= $2 AND batch_id = $3 AND entry_id >= $4
                AND credit = 'UNAP.PAT'))
        OR (later.debit = 'DUE.PAT' AND later.patient_id IN (
            SELECT patient_id FROM journal
            WHERE practice_id = $1 AND entry_id <= $2 AND batch_id = $3 AND entry_id >= $4
                AND credit = 'DUE.PAT')))
