SELECT fact, day, payer_id, kind, party, row_count, above, below FROM tally
WHERE practice_id = $1 AND span = $2 AND (row_count <> 0 OR above <> 0 OR below <> 0)
