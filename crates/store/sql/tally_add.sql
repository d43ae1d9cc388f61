INSERT INTO tally (
    practice_id, fact, span, day, payer_id, kind, party, row_count, above, below
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
)
ON CONFLICT (practice_id, fact, span, day, payer_id, kind, party) DO UPDATE SET
    row_count = tally.row_count + excluded.row_count, above = tally.above + excluded.above,
    below = tally.below + excluded.below
