-- Lines of the bank, the remittances they pay, and the lines that wait for one.

CREATE TABLE bank_line (
    practice_id BIGINT NOT NULL,
    line_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    row_no BIGINT NOT NULL,
    -- A hash: the account and the bank's own number, or the account, day, amount and text.
    identity TEXT NOT NULL,
    -- The end of the account's number.
    account TEXT NOT NULL,
    day BIGINT NOT NULL,
    -- Positive came in, negative went out.
    cents BIGINT NOT NULL,
    text TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, line_id)
) /*WITHOUT ROWID*/;
CREATE INDEX bank_line_identity ON bank_line (practice_id, identity);

CREATE TABLE bank_match (
    practice_id BIGINT NOT NULL,
    line_id BIGINT NOT NULL,
    -- 0 when a person set the line aside.
    remit_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    cents BIGINT NOT NULL,
    -- trace, traces, amount_payer_day, by_hand, set_aside
    matched_by TEXT NOT NULL,
    -- The deposit was posted with it; otherwise it had been posted by hand before.
    posted BOOLEAN NOT NULL,
    -- Why, where a person says so.
    note TEXT NOT NULL,
    -- The batch that ended it; 0 while it stands.
    ended_by BIGINT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, line_id, remit_id, batch_id)
) /*WITHOUT ROWID*/;
CREATE INDEX bank_match_remit ON bank_match (practice_id, remit_id);

-- Which line of the bank an item of a queue is about.
CREATE TABLE bank_wait (
    practice_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    line_id BIGINT NOT NULL,
    PRIMARY KEY (practice_id, item_id)
) /*WITHOUT ROWID*/;
CREATE INDEX bank_wait_line ON bank_wait (practice_id, line_id);

-- The later batch in which a claim payment found its claim; 0 when it found it at once.
ALTER TABLE claim_payment ADD COLUMN attached_in BIGINT NOT NULL DEFAULT 0;
