SELECT control_number, payer_id, coverages, adjudicated, charge_cents, patient_id, origin, state,
    service_day
FROM claim WHERE practice_id = $1 AND claim_id = $2
