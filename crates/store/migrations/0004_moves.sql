-- What the practice itself does to what is open on a line: write-offs, a denied amount put on
-- the patient or on the next payer. Postings of a claim are derived from its decisions and
-- from these, by their days.

CREATE TABLE own_move (
    practice_id BIGINT NOT NULL,
    move_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    claim_id BIGINT NOT NULL,
    claim_line BIGINT NOT NULL,
    day BIGINT NOT NULL,
    -- The posting rule: P4, P9, P10, P21
    rule TEXT NOT NULL,
    from_account TEXT NOT NULL,
    to_account TEXT NOT NULL,
    -- At most this much: never more than is open on that day.
    cents BIGINT NOT NULL CHECK (cents > 0),
    -- Why, in the words of who asked.
    reason TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, move_id)
) /*WITHOUT ROWID*/;
CREATE INDEX own_move_claim ON own_move (practice_id, claim_id);

-- A hash over what the remittance decides, whatever its trace: two that share it are the same
-- decisions sent twice. Empty when there are none.
ALTER TABLE remittance ADD COLUMN decisions TEXT NOT NULL DEFAULT '';
CREATE INDEX remittance_decisions ON remittance (practice_id, decisions);

-- What stands in the journal without a claim, by remittance; a small part of it.
CREATE INDEX journal_unclaimed ON journal (practice_id, remit_id, claim_no) WHERE claim_id = 0;

-- A person's word on a payment: hold it back, or post one that was held. The last one that
-- still counts holds; without any, what was found when it was imported.
CREATE TABLE payment_word (
    practice_id BIGINT NOT NULL,
    remit_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    post BOOLEAN NOT NULL,
    -- Whether it was posted before.
    was_posted BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, remit_id, batch_id)
) /*WITHOUT ROWID*/;
CREATE INDEX payment_word_batch ON payment_word (practice_id, batch_id);

-- The practice's contract with a payer, as its text; terms in it carry their own days.
CREATE TABLE contract (
    practice_id BIGINT NOT NULL,
    contract_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    payer_id BIGINT NOT NULL,
    body TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, contract_id)
) /*WITHOUT ROWID*/;
