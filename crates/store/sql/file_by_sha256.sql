SELECT file_id, batch_id, path FROM source_file
WHERE practice_id = $1 AND sha256 = $2 AND live = TRUE AND outcome = 'imported'
ORDER BY file_id LIMIT 1
