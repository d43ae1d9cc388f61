SELECT billable, title FROM reference_diagnosis WHERE file_id = $1 AND code = $2
