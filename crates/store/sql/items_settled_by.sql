SELECT i.item_id, i.remit_id, i.claim_no, i.claim_id, cp.paid_cents FROM queue_item i
JOIN claim_payment cp ON cp.practice_id = i.practice_id AND cp.remit_id = i.remit_id
    AND cp.claim_no = i.claim_no
WHERE i.practice_id = $1 AND i.settled_by = $2
