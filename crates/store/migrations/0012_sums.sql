-- Sums are kept by therapist, code and place of service too: all of them are made anew.
DELETE FROM tally;
UPDATE tally_block SET stale = TRUE, part = NULL;
UPDATE tally_mark SET entry_id = 0;

-- What a batch charged, so that its page does not add up its claims.
ALTER TABLE batch ADD COLUMN charge_cents BIGINT NOT NULL DEFAULT 0;
UPDATE batch SET charge_cents = (
    SELECT COALESCE(SUM(c.charge_cents), 0) FROM claim c
    WHERE c.practice_id = batch.practice_id AND c.batch_id = batch.batch_id
);
CREATE INDEX remittance_file ON remittance (practice_id, file_id, remit_id);
