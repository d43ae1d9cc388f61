SELECT trail_no, hash FROM trail WHERE practice_id = $1 ORDER BY trail_no DESC LIMIT 1
