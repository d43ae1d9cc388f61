-- Payers' money that is not on a claim, credit positive, up to a day.
SELECT COALESCE(SUM(CASE WHEN credit = 'UNAP.PAY' THEN cents ELSE -cents END), 0)
FROM journal
WHERE practice_id = $1 AND (debit = 'UNAP.PAY' OR credit = 'UNAP.PAY') AND post_day <= $2
