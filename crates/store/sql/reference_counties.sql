SELECT state, area, counties
FROM reference_locality
WHERE file_id = $1 AND mac = $2 AND locality = $3
ORDER BY row_no
