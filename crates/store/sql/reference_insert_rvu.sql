INSERT INTO reference_rvu (file_id, code, modifier, status, not_used, work_hundredths, nonfacility_pe_hundredths, facility_pe_hundredths, mp_hundredths, nonfacility_na, facility_na, pctc, global_days, indicator, conversion_factor_ten_thousandths)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT DO NOTHING
