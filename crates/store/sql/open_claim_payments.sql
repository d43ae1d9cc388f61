SELECT i.item_id, cp.remit_id, cp.claim_no FROM queue_item i
JOIN claim_payment cp ON cp.practice_id = i.practice_id AND cp.remit_id = i.remit_id
    AND cp.claim_no = i.claim_no
WHERE i.practice_id = $1 AND i.live = TRUE AND i.settled_by = 0 AND cp.live = TRUE
    AND cp.outcome IN ('held', 'memo')
    AND i.reason IN ('claim_not_found', 'reason_unknown', 'claim_ambiguous', 'claim_differs',
        'lines_do_not_match', 'exceeds_open_balance', 'reversal_without_original',
        'secondary_before_primary', 'duplicate_of_unknown')
ORDER BY i.item_id
