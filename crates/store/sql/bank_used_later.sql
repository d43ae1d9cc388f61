-- A later batch that stands on what this one says of the bank: it matched what this one brought
-- or took apart, ended a match of it, took the money that it showed by hand for a line of the
-- bank, moved the money of the same remittance, or gave a receipt's money back.
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
    SELECT m.batch_id AS later FROM bank_match m
    JOIN bank_match was ON was.practice_id = m.practice_id AND was.line_id = m.line_id
    WHERE m.practice_id = $1 AND was.ended_by = $2 AND m.batch_id > $2 AND m.live = TRUE
    UNION ALL
    SELECT m.batch_id AS later FROM bank_match m
    JOIN bank_match was ON was.practice_id = m.practice_id AND was.remit_id = m.remit_id
    WHERE m.practice_id = $1 AND was.ended_by = $2 AND m.remit_id > 0 AND m.batch_id > $2
        AND m.live = TRUE
    UNION ALL
    SELECT j.batch_id AS later FROM journal j
    JOIN batch b ON b.practice_id = j.practice_id AND b.batch_id = j.batch_id
    WHERE j.practice_id = $1 AND j.entry_id > $4 AND b.kind <> 'undo' AND b.undone_by = 0
        AND j.remit_id > 0 AND (j.debit = 'BANK' OR j.credit = 'BANK') AND j.remit_id IN (
            SELECT remit_id FROM journal
            WHERE practice_id = $1 AND entry_id >= $3 AND entry_id <= $4 AND batch_id = $2
                AND (debit = 'BANK' OR credit = 'BANK'))
    UNION ALL
    SELECT j.batch_id AS later FROM journal j
    JOIN batch b ON b.practice_id = j.practice_id AND b.batch_id = j.batch_id
    WHERE j.practice_id = $1 AND j.entry_id > $4 AND j.reverses >= $3 AND j.reverses <= $4
        AND b.kind = 'return' AND b.undone_by = 0
) AS uses
