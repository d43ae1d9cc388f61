SELECT m.units, m.adjudication, t.text
FROM reference_mue m
JOIN reference_text t ON t.file_id = m.file_id AND t.text_no = m.rationale_no
WHERE m.file_id = $1 AND m.code = $2
