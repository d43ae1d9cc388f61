-- Denial cases: what one payer refused for one cause in one decision. A case is derived from
-- the decisions and the events; what people did to it are events, only ever added.

CREATE TABLE denial_case (
    practice_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    -- The batch that saw it first.
    batch_id BIGINT NOT NULL,
    claim_id BIGINT NOT NULL,
    sequence TEXT NOT NULL,
    -- Its lines joined by a colon; the first of them, and the how-manieth case on that line.
    lines TEXT NOT NULL,
    first_line BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    remit_id BIGINT NOT NULL,
    claim_no BIGINT NOT NULL,
    payer_id BIGINT NOT NULL,
    posted_day BIGINT NOT NULL,
    cents BIGINT NOT NULL,
    open_cents BIGINT NOT NULL,
    -- By the rulebook, or as a person said; '' when nobody knows.
    cause TEXT NOT NULL,
    group_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- The first of its claim with its payer.
    initial BOOLEAN NOT NULL,
    correction_limit BIGINT,
    appeal_limit BIGINT,
    -- The earlier of them; far off when neither is known.
    deadline BIGINT NOT NULL,
    state TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    level BIGINT NOT NULL,
    appeal_filed BIGINT,
    answer_due BIGINT,
    closed_day BIGINT,
    close_reason TEXT NOT NULL,
    is_open BOOLEAN NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, case_id)
) /*WITHOUT ROWID*/;
CREATE INDEX denial_case_claim ON denial_case (practice_id, claim_id);
CREATE INDEX denial_case_work ON denial_case (practice_id, is_open, deadline, open_cents);

CREATE TABLE case_event (
    practice_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    event_no BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    action TEXT NOT NULL,
    cause TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    until_day BIGINT,
    answer_due BIGINT,
    note TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, case_id, event_no)
) /*WITHOUT ROWID*/;
CREATE INDEX case_event_batch ON case_event (practice_id, batch_id);

-- What takes two people: one asks, another agrees or not.
CREATE TABLE request (
    practice_id BIGINT NOT NULL,
    request_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    -- write_off, bad_debt, to_patient, refund
    wish TEXT NOT NULL,
    claim_id BIGINT NOT NULL,
    claim_line BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    patient_id BIGINT NOT NULL,
    -- '' for the first that has something
    from_account TEXT NOT NULL,
    cents BIGINT NOT NULL,
    reason TEXT NOT NULL,
    asked_by BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    -- '' while it waits; approved, refused
    outcome TEXT NOT NULL,
    decided_batch BIGINT NOT NULL,
    decided_by BIGINT NOT NULL,
    decided_at BIGINT NOT NULL,
    answer TEXT NOT NULL,
    -- One person did both, in a practice of one.
    self_reviewed BOOLEAN NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, request_id)
) /*WITHOUT ROWID*/;
CREATE INDEX request_waiting ON request (practice_id, outcome);
