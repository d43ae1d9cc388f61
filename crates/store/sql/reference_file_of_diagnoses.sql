-- The file that answers for diagnoses of a day. Of one release, the files that hold categories
-- too come before the one that holds billable codes only.
SELECT file_id, release_name
FROM reference_file
WHERE kind IN ('icd10cm_order', 'icd10cm_tabular', 'icd10cm_codes') AND removed_at = 0
    AND first_day <= $1 AND last_day >= $1
ORDER BY first_day DESC,
    CASE kind WHEN 'icd10cm_order' THEN 0 WHEN 'icd10cm_tabular' THEN 1 ELSE 2 END,
    file_id DESC
LIMIT 1
