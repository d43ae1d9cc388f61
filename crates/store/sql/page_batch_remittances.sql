SELECT file_id, remit_id, trace FROM remittance
WHERE practice_id = $1 AND batch_id = $2
ORDER BY remit_id
