SELECT p.first_day, p.last_day, p.indicator, t.text
FROM reference_pair p
JOIN reference_text t ON t.file_id = p.file_id AND t.text_no = p.rationale_no
WHERE p.file_id = $1 AND p.column1 = $2 AND p.column2 = $3 AND p.first_day <= $4
    AND p.last_day >= $4 AND p.indicator <> 9
ORDER BY p.first_day DESC, p.last_day DESC
LIMIT 1
