SELECT i.reason, i.detail, i.cents,
    COALESCE(c.control_number, COALESCE(cp.control_number, '')), COALESCE(r.trace, ''), i.day
FROM queue_item i
LEFT JOIN claim c ON c.practice_id = i.practice_id AND c.claim_id = i.claim_id
LEFT JOIN claim_payment cp ON cp.practice_id = i.practice_id AND cp.remit_id = i.remit_id
    AND cp.claim_no = i.claim_no
LEFT JOIN remittance r ON r.practice_id = i.practice_id AND r.remit_id = i.remit_id
WHERE i.practice_id = $1 AND i.live = TRUE AND i.settled_by = 0
ORDER BY ABS(i.cents) DESC, i.item_id
