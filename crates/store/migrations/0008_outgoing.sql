-- The bytes of claim files, from which later claims are made: once for each content, in parts,
-- each compressed by itself.
CREATE TABLE file_part (
    practice_id BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    part_no BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (practice_id, sha256, part_no)
) /*WITHOUT ROWID*/;

-- Claims made here and not sent by another system: to a later payer, corrected, void, again.
CREATE TABLE outgoing (
    practice_id BIGINT NOT NULL,
    outgoing_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    claim_id BIGINT NOT NULL,
    -- secondary, corrected, void, resend
    kind TEXT NOT NULL,
    control_number TEXT NOT NULL,
    charge_cents BIGINT NOT NULL,
    -- built, approved, held, sent, dropped
    state TEXT NOT NULL,
    built_by BIGINT NOT NULL,
    approved_by BIGINT NOT NULL,
    self_reviewed BOOLEAN NOT NULL,
    -- Why it is held.
    reason TEXT NOT NULL,
    -- The import of the file it went out in; 0 until then.
    sent_batch BIGINT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, outgoing_id)
) /*WITHOUT ROWID*/;
CREATE INDEX outgoing_state ON outgoing (practice_id, state);
CREATE INDEX outgoing_claim ON outgoing (practice_id, claim_id);

-- Each step of it, so that it can be taken back.
CREATE TABLE outgoing_step (
    practice_id BIGINT NOT NULL,
    outgoing_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    was_state TEXT NOT NULL,
    was_approved_by BIGINT NOT NULL,
    was_self_reviewed BOOLEAN NOT NULL,
    was_reason TEXT NOT NULL,
    PRIMARY KEY (practice_id, outgoing_id, batch_id)
) /*WITHOUT ROWID*/;
CREATE INDEX outgoing_step_batch ON outgoing_step (practice_id, batch_id);
CREATE INDEX outgoing_number ON outgoing (practice_id, control_number);
