-- Sums that pages and metrics read, kept so that none of them goes through every claim. Nothing
-- is decided by them, and all of them can be thrown away and made anew from the rows they sum up.

-- What happened or changed on a day, by payer and group. What stands at a day is the sum of all
-- changes up to it. `span` is day, or month for the sums of its days, whose `day` is the first.
CREATE TABLE tally (
    practice_id BIGINT NOT NULL,
    fact TEXT NOT NULL,
    span TEXT NOT NULL,
    day BIGINT NOT NULL,
    payer_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    party TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    above BIGINT NOT NULL,
    below BIGINT NOT NULL,
    PRIMARY KEY (practice_id, fact, span, day, payer_id, kind, party)
) /*WITHOUT ROWID*/;

-- Claims in blocks of neighbouring ids: what each has added to the sums, so that a block in
-- which something changed is summed up anew and nothing else. A stale one is not yet.
CREATE TABLE tally_block (
    practice_id BIGINT NOT NULL,
    block BIGINT NOT NULL,
    stale BOOLEAN NOT NULL,
    part BYTEA,
    PRIMARY KEY (practice_id, block)
) /*WITHOUT ROWID*/;
CREATE INDEX tally_block_stale ON tally_block (practice_id, block) WHERE stale = TRUE;

-- The last journal entry that the sums by account hold.
CREATE TABLE tally_mark (
    practice_id BIGINT PRIMARY KEY,
    entry_id BIGINT NOT NULL
);

INSERT INTO tally_mark (practice_id, entry_id) SELECT practice_id, 0 FROM practice;
INSERT INTO tally_block (practice_id, block, stale)
SELECT DISTINCT practice_id, claim_id / 1024, TRUE FROM claim;

-- Lists in the order they are read, and where searching begins.
CREATE INDEX claim_day ON claim (practice_id, (COALESCE(service_day, 0)), claim_id);
CREATE INDEX claim_state_day ON claim (practice_id, state, (COALESCE(service_day, 0)), claim_id);
CREATE INDEX claim_denied_open ON claim (
    practice_id,
    (payer_open_cents + later_payer_open_cents + denied_open_cents + patient_open_cents),
    claim_id
) WHERE state = 'denied';
CREATE INDEX claim_batch ON claim (practice_id, batch_id);
CREATE INDEX claim_patient ON claim (practice_id, patient_id);
CREATE INDEX patient_name ON patient (practice_id, (UPPER(last_name)));
DROP INDEX denial_case_work;
CREATE INDEX denial_case_work ON denial_case (
    practice_id, is_open, deadline, (-open_cents), case_id
);

-- Patients' money that is not on a claim; a small part of the journal.
CREATE INDEX journal_prepaid ON journal (practice_id, patient_id)
    WHERE debit = 'UNAP.PAT' OR credit = 'UNAP.PAT';
CREATE INDEX journal_due ON journal (practice_id, patient_id)
    WHERE debit = 'DUE.PAT' OR credit = 'DUE.PAT';
