DELETE FROM reference_diagnosis WHERE file_id = $1
