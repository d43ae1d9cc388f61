SELECT state, name, work_thousandths, pe_thousandths, mp_thousandths
FROM reference_gpci
WHERE file_id = $1 AND mac = $2 AND locality = $3
