-- Claims of a patient whose decision was taken back after a day and not made anew: the
-- patient's money is not refunded meanwhile.
SELECT c.control_number, MAX(rv.post_day) FROM claim_payment rv
JOIN claim_payment was ON was.practice_id = rv.practice_id AND was.remit_id = rv.reverses_remit_id
    AND was.claim_no = rv.reverses_claim_no
JOIN claim c ON c.practice_id = rv.practice_id AND c.claim_id = rv.claim_id
WHERE rv.practice_id = $1 AND c.patient_id = $2 AND rv.post_day > $3 AND rv.live = TRUE
    AND rv.outcome = 'reversed' AND c.live = TRUE AND NOT EXISTS (
        SELECT 1 FROM claim_payment d
        WHERE d.practice_id = rv.practice_id AND d.claim_id = rv.claim_id
            AND d.sequence = was.sequence AND d.decision = TRUE AND d.reversed_by_remit_id = 0
            AND d.live = TRUE)
GROUP BY c.control_number
ORDER BY c.control_number
