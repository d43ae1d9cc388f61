SELECT status, not_used, work_hundredths, nonfacility_pe_hundredths, facility_pe_hundredths,
    mp_hundredths, nonfacility_na, facility_na, indicator, conversion_factor_ten_thousandths
FROM reference_rvu
WHERE file_id = $1 AND code = $2 AND modifier = $3
