SELECT remit_id, claim_no, payer_control_number FROM claim_payment
WHERE practice_id = $1 AND claim_id = $2 AND charge_cents = $3 AND paid_cents = $4
    AND live = TRUE AND reversed_by_remit_id = 0 AND status <> '22'
    AND outcome IN ('posted', 'held', 'memo')
ORDER BY CASE WHEN payer_control_number = $5 THEN 0 ELSE 1 END,
    CASE outcome WHEN 'posted' THEN 0 ELSE 1 END, post_day DESC, remit_id DESC, claim_no DESC
LIMIT 1
