INSERT INTO reference_file (file_id, kind, variant, release_name, first_day, last_day, first_key, last_key, path, sha256, byte_count, row_count, loaded_at, removed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT DO NOTHING
