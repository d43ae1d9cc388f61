SELECT seventh, meaning FROM reference_seventh WHERE file_id = $1 AND code = $2 ORDER BY seventh
