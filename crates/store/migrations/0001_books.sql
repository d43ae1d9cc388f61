-- The books of one or many practices. One text for SQLite and PostgreSQL: TEXT, BIGINT,
-- BOOLEAN only; money in cents, days since 1970-01-01, moments in seconds since then.
-- practice_id leads every key. 0 and '' mean "none"; a day that is not known is NULL.
-- `/*WITHOUT ROWID*/` is uncommented for SQLite, which then clusters a table by its key.

CREATE TABLE practice (
    practice_id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    -- From this day on, a remittance for a claim that is not here waits in a queue (P18).
    go_live_day BIGINT,
    -- The day that pages and metrics look from; NULL is today.
    as_of_day BIGINT,
    made_up BOOLEAN NOT NULL
);

-- The next id of each kind. Ids rise with insertion, so keys are appended.
CREATE TABLE counter (
    practice_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    next_value BIGINT NOT NULL,
    PRIMARY KEY (practice_id, name)
) /*WITHOUT ROWID*/;

CREATE TABLE batch (
    practice_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    -- import, undo, receipt, post
    kind TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    -- Of an undo: the batch it took back. Of an import: the undo that took it back.
    undoes BIGINT NOT NULL,
    undone_by BIGINT NOT NULL,
    first_entry BIGINT NOT NULL,
    last_entry BIGINT NOT NULL,
    PRIMARY KEY (practice_id, batch_id)
) /*WITHOUT ROWID*/;

CREATE TABLE source_file (
    practice_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    byte_count BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- imported, duplicate, refused, partly
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    claims BIGINT NOT NULL,
    payments BIGINT NOT NULL,
    claim_payments BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    problems BIGINT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, file_id)
) /*WITHOUT ROWID*/;
CREATE INDEX source_file_sha256 ON source_file (practice_id, sha256);

CREATE TABLE file_problem (
    practice_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    problem_no BIGINT NOT NULL,
    level TEXT NOT NULL,
    segment BIGINT NOT NULL,
    byte_offset BIGINT NOT NULL,
    code TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (practice_id, file_id, problem_no)
) /*WITHOUT ROWID*/;

CREATE TABLE payer (
    practice_id BIGINT NOT NULL,
    payer_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (practice_id, payer_id)
) /*WITHOUT ROWID*/;

-- Every name and number a payer has been known by.
CREATE TABLE payer_alias (
    practice_id BIGINT NOT NULL,
    alias TEXT NOT NULL,
    payer_id BIGINT NOT NULL,
    PRIMARY KEY (practice_id, alias)
) /*WITHOUT ROWID*/;

CREATE TABLE patient (
    practice_id BIGINT NOT NULL,
    patient_id BIGINT NOT NULL,
    last_name TEXT NOT NULL,
    first_name TEXT NOT NULL,
    birth_day BIGINT,
    member_id TEXT NOT NULL,
    PRIMARY KEY (practice_id, patient_id)
) /*WITHOUT ROWID*/;

-- Member id and name, upper case: what tells patients apart in files.
CREATE TABLE patient_key (
    practice_id BIGINT NOT NULL,
    patient_key TEXT NOT NULL,
    patient_id BIGINT NOT NULL,
    PRIMARY KEY (practice_id, patient_key)
) /*WITHOUT ROWID*/;

-- A claim root: one set of services, whoever is asked to pay and however often it is sent.
CREATE TABLE claim (
    practice_id BIGINT NOT NULL,
    claim_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    -- 837P, or 835 when it was made from a remittance alone
    origin TEXT NOT NULL,
    control_number TEXT NOT NULL,
    patient_id BIGINT NOT NULL,
    member_id TEXT NOT NULL,
    -- The first payer.
    payer_id BIGINT NOT NULL,
    -- P, PS, PST: the payers it is known to have
    coverages TEXT NOT NULL,
    charge_cents BIGINT NOT NULL,
    service_day BIGINT,
    first_bill_day BIGINT,
    place_of_service TEXT NOT NULL,
    rendering_npi TEXT NOT NULL,
    referring_npi TEXT NOT NULL,
    billing_npi TEXT NOT NULL,
    authorization_number TEXT NOT NULL,
    diagnoses TEXT NOT NULL,
    -- The version this one replaced, and the one that replaced it; 0 for none.
    supersedes BIGINT NOT NULL,
    superseded_by BIGINT NOT NULL,
    -- The batch in which it was superseded; 0 for none.
    superseded_in BIGINT NOT NULL,
    -- P, PS: the payers that have decided
    adjudicated TEXT NOT NULL,
    -- What follows is derived from the journal and checked against it.
    state TEXT NOT NULL,
    paid_cents BIGINT NOT NULL,
    adjusted_cents BIGINT NOT NULL,
    payer_open_cents BIGINT NOT NULL,
    later_payer_open_cents BIGINT NOT NULL,
    denied_open_cents BIGINT NOT NULL,
    patient_open_cents BIGINT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, claim_id)
) /*WITHOUT ROWID*/;
CREATE INDEX claim_control_number ON claim (practice_id, control_number);
CREATE INDEX claim_member_day ON claim (practice_id, member_id, service_day);

CREATE TABLE claim_line (
    practice_id BIGINT NOT NULL,
    claim_id BIGINT NOT NULL,
    line_no BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    modifiers TEXT NOT NULL,
    units_milli BIGINT NOT NULL,
    charge_cents BIGINT NOT NULL,
    service_day BIGINT,
    pointers TEXT NOT NULL,
    control_number TEXT NOT NULL,
    rendering_npi TEXT NOT NULL,
    place_of_service TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, claim_id, line_no)
) /*WITHOUT ROWID*/;

CREATE TABLE claim_coverage (
    practice_id BIGINT NOT NULL,
    claim_id BIGINT NOT NULL,
    sequence TEXT NOT NULL,
    batch_id BIGINT NOT NULL,
    payer_id BIGINT NOT NULL,
    member_id TEXT NOT NULL,
    filing_code TEXT NOT NULL,
    PRIMARY KEY (practice_id, claim_id, sequence)
) /*WITHOUT ROWID*/;

-- One transmission of one version of a claim to one payer.
CREATE TABLE submission (
    practice_id BIGINT NOT NULL,
    claim_id BIGINT NOT NULL,
    submission_no BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    segment BIGINT NOT NULL,
    sequence TEXT NOT NULL,
    frequency TEXT NOT NULL,
    control_number TEXT NOT NULL,
    payer_id BIGINT NOT NULL,
    sent_day BIGINT,
    charge_cents BIGINT NOT NULL,
    content TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, claim_id, submission_no)
) /*WITHOUT ROWID*/;

CREATE TABLE remittance (
    practice_id BIGINT NOT NULL,
    remit_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    segment BIGINT NOT NULL,
    payer_id BIGINT NOT NULL,
    payee_name TEXT NOT NULL,
    payee_npi TEXT NOT NULL,
    payee_tax_id TEXT NOT NULL,
    trace TEXT NOT NULL,
    method TEXT NOT NULL,
    handling TEXT NOT NULL,
    payment_cents BIGINT NOT NULL,
    payment_day BIGINT,
    production_day BIGINT,
    post_day BIGINT NOT NULL,
    identity TEXT NOT NULL,
    content TEXT NOT NULL,
    claims BIGINT NOT NULL,
    -- posted, held (recorded, not posted)
    outcome TEXT NOT NULL,
    claims_paid_cents BIGINT NOT NULL,
    posted_cents BIGINT NOT NULL,
    unposted_cents BIGINT NOT NULL,
    provider_cents BIGINT NOT NULL,
    off_by_cents BIGINT NOT NULL,
    fault_count BIGINT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, remit_id)
) /*WITHOUT ROWID*/;
CREATE INDEX remittance_identity ON remittance (practice_id, identity);

-- One claim as a payer decided it.
CREATE TABLE claim_payment (
    practice_id BIGINT NOT NULL,
    remit_id BIGINT NOT NULL,
    claim_no BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    segment BIGINT NOT NULL,
    claim_id BIGINT NOT NULL,
    -- How it was matched; '' when it was not
    matched_by TEXT NOT NULL,
    control_number TEXT NOT NULL,
    payer_control_number TEXT NOT NULL,
    status TEXT NOT NULL,
    sequence TEXT NOT NULL,
    charge_cents BIGINT NOT NULL,
    paid_cents BIGINT NOT NULL,
    patient_cents BIGINT NOT NULL,
    denied_cents BIGINT NOT NULL,
    filing_code TEXT NOT NULL,
    patient_id BIGINT NOT NULL,
    rendering_npi TEXT NOT NULL,
    place_of_service TEXT NOT NULL,
    forwarded BOOLEAN NOT NULL,
    remarks TEXT NOT NULL,
    service_day BIGINT,
    post_day BIGINT NOT NULL,
    -- posted, memo, held, reversed; waiting when its remittance is held
    outcome TEXT NOT NULL,
    -- A real decision: no reversal, return, duplicate or predetermination.
    decision BOOLEAN NOT NULL,
    -- Of a reversal: the claim payment it takes back. Of that one: its reversal.
    reverses_remit_id BIGINT NOT NULL,
    reverses_claim_no BIGINT NOT NULL,
    reversed_by_remit_id BIGINT NOT NULL,
    -- The claim it was found for; `claim_id` moves on when a new version supersedes that one.
    found_claim_id BIGINT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, remit_id, claim_no)
) /*WITHOUT ROWID*/;
CREATE INDEX claim_payment_claim ON claim_payment (practice_id, claim_id);
CREATE INDEX claim_payment_payer_control ON claim_payment (practice_id, payer_control_number);

CREATE TABLE line_payment (
    practice_id BIGINT NOT NULL,
    remit_id BIGINT NOT NULL,
    claim_no BIGINT NOT NULL,
    line_no BIGINT NOT NULL,
    -- The line of the claim it was matched to; 0 when none
    claim_line BIGINT NOT NULL,
    code TEXT NOT NULL,
    submitted_code TEXT NOT NULL,
    modifiers TEXT NOT NULL,
    units_milli BIGINT NOT NULL,
    charge_cents BIGINT NOT NULL,
    paid_cents BIGINT NOT NULL,
    allowed_cents BIGINT,
    service_day BIGINT,
    control_number TEXT NOT NULL,
    remarks TEXT NOT NULL,
    PRIMARY KEY (practice_id, remit_id, claim_no, line_no)
) /*WITHOUT ROWID*/;

-- Line 0 is the claim itself.
CREATE TABLE adjustment (
    practice_id BIGINT NOT NULL,
    remit_id BIGINT NOT NULL,
    claim_no BIGINT NOT NULL,
    line_no BIGINT NOT NULL,
    adjustment_no BIGINT NOT NULL,
    group_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    cents BIGINT NOT NULL,
    -- The cause by the rulebook on the day of posting; '' when it knew none
    cause TEXT NOT NULL,
    is_denial BOOLEAN NOT NULL,
    -- The posting rule, and the account it went to ('' when it moved nothing)
    rule TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (practice_id, remit_id, claim_no, line_no, adjustment_no)
) /*WITHOUT ROWID*/;

CREATE TABLE provider_adjustment (
    practice_id BIGINT NOT NULL,
    remit_id BIGINT NOT NULL,
    adjustment_no BIGINT NOT NULL,
    segment BIGINT NOT NULL,
    reason TEXT NOT NULL,
    reference TEXT NOT NULL,
    provider TEXT NOT NULL,
    cents BIGINT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (practice_id, remit_id, adjustment_no)
) /*WITHOUT ROWID*/;

-- The journal. Rows are only ever added. A row debits one account and credits another with
-- the same positive amount, so no entry can fail to balance.
CREATE TABLE journal (
    practice_id BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    line_no BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    -- The day in the books; the day it was written is its batch's.
    post_day BIGINT NOT NULL,
    rule TEXT NOT NULL,
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    cents BIGINT NOT NULL CHECK (cents > 0),
    claim_id BIGINT NOT NULL,
    claim_line BIGINT NOT NULL,
    remit_id BIGINT NOT NULL,
    claim_no BIGINT NOT NULL,
    patient_id BIGINT NOT NULL,
    payer_id BIGINT NOT NULL,
    reference TEXT NOT NULL,
    -- The entry this one takes back; 0 for none
    reverses BIGINT NOT NULL,
    PRIMARY KEY (practice_id, entry_id, line_no)
) /*WITHOUT ROWID*/;
CREATE INDEX journal_claim ON journal (practice_id, claim_id);

CREATE TABLE queue_item (
    practice_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    cents BIGINT NOT NULL,
    claim_id BIGINT NOT NULL,
    remit_id BIGINT NOT NULL,
    claim_no BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    -- Settled by a later batch; 0 while it waits
    settled_by BIGINT NOT NULL,
    live BOOLEAN NOT NULL,
    PRIMARY KEY (practice_id, item_id)
) /*WITHOUT ROWID*/;
CREATE INDEX queue_item_payment ON queue_item (practice_id, remit_id, claim_no);
