-- Sums are kept by therapist, code and place of service too: all of them are made anew.
DELETE FROM tally;
UPDATE tally_block SET stale = TRUE;
UPDATE tally_mark SET entry_id = 0;

-- What each block has added, apart from the list of blocks and, on SQLite, in a table with row
-- ids: where rows stand in their key's own tree, whoever walks along it reads all of each row.
ALTER TABLE tally_block DROP COLUMN part;
CREATE TABLE tally_part (
    practice_id BIGINT NOT NULL,
    block BIGINT NOT NULL,
    -- By payer; by therapist, code and place.
    part BYTEA NOT NULL,
    splits BYTEA NOT NULL,
    PRIMARY KEY (practice_id, block)
);

-- What a batch charged, so that its page does not add up its claims.
ALTER TABLE batch ADD COLUMN charge_cents BIGINT NOT NULL DEFAULT 0;
UPDATE batch SET charge_cents = (
    SELECT COALESCE(SUM(c.charge_cents), 0) FROM claim c
    WHERE c.practice_id = batch.practice_id AND c.batch_id = batch.batch_id
);
CREATE INDEX remittance_file ON remittance (practice_id, file_id, remit_id);
CREATE INDEX remittance_day ON remittance (practice_id, post_day, remit_id);

-- Lists of claims by who pays, and by a place where money seldom waits.
CREATE INDEX claim_payer_day ON claim (
    practice_id, payer_id, (COALESCE(service_day, 0)), claim_id
);
CREATE INDEX claim_later ON claim (practice_id, (COALESCE(service_day, 0)), claim_id)
    WHERE later_payer_open_cents > 0;
CREATE INDEX claim_credit ON claim (practice_id, (COALESCE(service_day, 0)), claim_id)
    WHERE (payer_open_cents < 0 OR denied_open_cents < 0 OR later_payer_open_cents < 0
        OR patient_open_cents < 0);
