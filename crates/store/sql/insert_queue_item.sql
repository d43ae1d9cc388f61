INSERT INTO queue_item (
    practice_id, item_id, batch_id, reason, detail, cents, claim_id, remit_id, claim_no,
    file_id, day, settled_by, live
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
)
