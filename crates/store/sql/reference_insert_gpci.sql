INSERT INTO reference_gpci (file_id, mac, locality, state, name, work_thousandths, pe_thousandths, mp_thousandths)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING
