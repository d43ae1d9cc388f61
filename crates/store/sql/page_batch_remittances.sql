SELECT file_id, remit_id, trace FROM (
    SELECT file_id, remit_id, trace,
        ROW_NUMBER() OVER (PARTITION BY file_id ORDER BY remit_id) AS nth
    FROM remittance
    WHERE practice_id = $1 AND file_id >= $2 AND file_id <= $3
) AS r
WHERE nth <= $4
ORDER BY file_id, remit_id
