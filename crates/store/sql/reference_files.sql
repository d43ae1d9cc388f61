SELECT file_id, kind, variant, release_name, first_day, last_day, first_key, last_key, path,
    sha256, byte_count, row_count, loaded_at
FROM reference_file
WHERE removed_at = 0
ORDER BY kind, first_day, file_id
