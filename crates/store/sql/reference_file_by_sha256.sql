SELECT file_id, path FROM reference_file WHERE sha256 = $1 AND removed_at = 0 ORDER BY file_id
