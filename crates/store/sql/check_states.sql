-- Claims whose state, or the payers said to have decided, do not follow from their balances,
-- decisions and sendings.
WITH decided AS (
    SELECT claim_id, sequence, MIN(reversed_by_remit_id) AS taken_back FROM claim_payment
    WHERE practice_id = $1 AND live = TRUE AND decision = TRUE AND claim_id > 0
    GROUP BY claim_id, sequence
), letters AS (
    SELECT claim_id,
        MAX(CASE WHEN sequence = 'P' AND taken_back = 0 THEN 'P' ELSE '' END)
        || MAX(CASE WHEN sequence = 'S' AND taken_back = 0 THEN 'S' ELSE '' END)
        || MAX(CASE WHEN sequence = 'T' AND taken_back = 0 THEN 'T' ELSE '' END) AS adjudicated
    FROM decided
    GROUP BY claim_id
), short AS (
    SELECT claim_id, SUM(CASE WHEN debit = 'AR.VAR' THEN cents ELSE -cents END) AS cents
    FROM journal
    WHERE practice_id = $1 AND claim_id > 0 AND (debit = 'AR.VAR' OR credit = 'AR.VAR')
    GROUP BY claim_id
), sent AS (
    SELECT s.claim_id, s.state FROM submission s
    JOIN (
        SELECT claim_id, MAX(submission_no) AS submission_no FROM submission
        WHERE practice_id = $1 AND live = TRUE AND sequence = 'P'
        GROUP BY claim_id
    ) AS last ON last.claim_id = s.claim_id AND last.submission_no = s.submission_no
    WHERE s.practice_id = $1
), said AS (
    SELECT c.claim_id, c.state, c.adjudicated, COALESCE(l.adjudicated, '') AS letters,
        CASE WHEN c.denied_open_cents > 0 OR COALESCE(v.cents, 0) > 0 THEN 'denied'
            WHEN l.claim_id IS NULL THEN CASE
                WHEN t.state IN ('file_rejected', 'set_rejected', 'claim_rejected')
                    THEN 'rejected'
                WHEN t.state = 'payer_accepted' THEN 'accepted'
                WHEN t.state = 'pending' THEN 'pending'
                ELSE 'submitted' END
            WHEN c.payer_open_cents <> 0 THEN 'adjudicated'
            WHEN c.later_payer_open_cents <> 0 THEN 'secondary_pending'
            WHEN c.patient_open_cents <> 0 THEN 'patient_balance'
            ELSE 'closed' END AS should
    FROM claim c
    LEFT JOIN letters l ON l.claim_id = c.claim_id
    LEFT JOIN short v ON v.claim_id = c.claim_id
    LEFT JOIN sent t ON t.claim_id = c.claim_id
    WHERE c.practice_id = $1 AND c.live = TRUE
)
SELECT claim_id, state, should, adjudicated, letters FROM said
WHERE state <> should OR adjudicated <> letters
LIMIT 50
