SELECT state, mac, locality, rural, plus_four FROM reference_zip WHERE file_id = $1 AND zip = $2
