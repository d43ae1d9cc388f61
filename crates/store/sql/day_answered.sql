-- The last day up to an answer's on which a set with these numbers was sent, or the first.
SELECT COALESCE(MAX(CASE WHEN day <= $1 THEN day END), MIN(day)) FROM (
    SELECT day FROM sent_set
    WHERE practice_id = $2 AND live = TRUE AND group_and_set >= $3 AND group_and_set <= $4
    UNION
    SELECT day FROM sent_set WHERE practice_id = $2 AND live = TRUE AND batch = $3
) AS sent
