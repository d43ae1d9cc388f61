INSERT INTO bank_match (
    practice_id, line_id, remit_id, batch_id, cents, matched_by, posted, note, ended_by, live
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
)
