-- What a waiting item is about; each part is empty when the item has none.
SELECT COALESCE(c.control_number, ''), COALESCE(cp.control_number, ''), COALESCE(r.trace, ''),
    COALESCE(y.name, ''), COALESCE(p.last_name, ''), COALESCE(p.first_name, ''),
    COALESCE(f.path, ''), COALESCE(f.batch_id, 0), COALESCE(w.line_id, 0)
FROM queue_item i
LEFT JOIN claim c ON c.practice_id = i.practice_id AND c.claim_id = i.claim_id
LEFT JOIN claim_payment cp ON cp.practice_id = i.practice_id AND cp.remit_id = i.remit_id
    AND cp.claim_no = i.claim_no
LEFT JOIN remittance r ON r.practice_id = i.practice_id AND r.remit_id = i.remit_id
LEFT JOIN payer y ON y.practice_id = i.practice_id
    AND y.payer_id = COALESCE(r.payer_id, c.payer_id)
LEFT JOIN patient p ON p.practice_id = i.practice_id
    AND p.patient_id = COALESCE(c.patient_id, cp.patient_id)
LEFT JOIN bank_wait w ON w.practice_id = i.practice_id AND w.item_id = i.item_id
LEFT JOIN source_file f ON f.practice_id = i.practice_id AND f.file_id = i.file_id
WHERE i.practice_id = $1 AND i.item_id = $2
