-- The last day of service up to a day; 0 when none is known.
SELECT COALESCE(MAX(COALESCE(service_day, 0)), 0) FROM claim
WHERE practice_id = $1 AND COALESCE(service_day, 0) <= $2
