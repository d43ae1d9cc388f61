-- What receivers and payers answer to what was sent: TA1, 999, 277CA, 277. Answers are facts;
-- where a sending stands is derived from all that reach it.

-- One transaction set of claims, by the numbers its answers will name.
CREATE TABLE sent_set (
    practice_id BIGINT NOT NULL,
    set_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    segment BIGINT NOT NULL,
    -- Each as an answer names it, see answer.about; '' when the file has no such number.
    interchange TEXT NOT NULL,
    group_and_set TEXT NOT NULL,
    batch TEXT NOT NULL,
    -- The day it says it was made; numbers are used again on other days.
    day BIGINT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, set_id)
) /*WITHOUT ROWID*/;
CREATE INDEX sent_set_interchange ON sent_set (practice_id, interchange);
CREATE INDEX sent_set_group ON sent_set (practice_id, group_and_set);
CREATE INDEX sent_set_batch ON sent_set (practice_id, batch);

ALTER TABLE submission ADD COLUMN set_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE submission ADD COLUMN state TEXT NOT NULL DEFAULT 'sent';
ALTER TABLE submission ADD COLUMN state_day BIGINT;
ALTER TABLE submission ADD COLUMN payer_control_number TEXT NOT NULL DEFAULT '';
CREATE INDEX submission_set ON submission (practice_id, set_id);

CREATE TABLE answer (
    practice_id BIGINT NOT NULL,
    answer_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    segment BIGINT NOT NULL,
    -- TA1, 999, 277CA, 277
    kind TEXT NOT NULL,
    -- What it is about: `interchange A>B 000000905 2026-03-02`, `set A>B 1 0001`, `group A>B 1`,
    -- `batch X`, `provider X NPI`, `claim C1`.
    about TEXT NOT NULL,
    -- Who says it: envelope, set, clearinghouse, payer
    said_by TEXT NOT NULL,
    source_name TEXT NOT NULL,
    -- accepted, accepted_with_errors, rejected, forwarded, not_found, split, out_of_place;
    -- of a 277: pending, information_wanted, finalized …
    says TEXT NOT NULL,
    -- As it came: codes joined by a space
    codes TEXT NOT NULL,
    payer_control_number TEXT NOT NULL,
    day BIGINT NOT NULL,
    -- Something that was sent is known by this.
    tied BOOLEAN NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, answer_id)
) /*WITHOUT ROWID*/;
CREATE INDEX answer_about ON answer (practice_id, about);
CREATE INDEX queue_item_claim ON queue_item (practice_id, claim_id);
CREATE INDEX answer_file ON answer (practice_id, tied, file_id);
