-- A later batch that matched what this one brought, ended a match of it, took the money that it
-- showed by hand for a line of the bank, or gave its money back to the bank.
SELECT MIN(later) FROM (
    SELECT m.batch_id AS later FROM bank_match m
    JOIN bank_line l ON l.practice_id = m.practice_id AND l.line_id = m.line_id
    WHERE m.practice_id = $1 AND l.batch_id = $2 AND m.batch_id > $2 AND m.live = TRUE
    UNION ALL
    SELECT m.batch_id AS later FROM bank_match m
    JOIN remittance r ON r.practice_id = m.practice_id AND r.remit_id = m.remit_id
    WHERE m.practice_id = $1 AND r.batch_id = $2 AND m.batch_id > $2 AND m.live = TRUE
    UNION ALL
    SELECT ended_by AS later FROM bank_match
    WHERE practice_id = $1 AND batch_id = $2 AND ended_by > $2 AND live = TRUE
    UNION ALL
    SELECT batch_id AS later FROM bank_match
    WHERE practice_id = $1 AND batch_id > $2 AND live = TRUE AND posted = FALSE AND remit_id IN (
        SELECT remit_id FROM journal
        WHERE practice_id = $1 AND entry_id >= $3 AND entry_id <= $4 AND batch_id = $2
            AND debit = 'BANK' AND remit_id > 0)
    UNION ALL
    SELECT j.batch_id AS later FROM journal j
    JOIN batch b ON b.practice_id = j.practice_id AND b.batch_id = j.batch_id
    WHERE j.practice_id = $1 AND j.entry_id > $4 AND j.reverses >= $3 AND j.reverses <= $4
        AND b.kind = 'return' AND b.undone_by = 0
) AS uses
