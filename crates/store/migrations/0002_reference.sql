-- Official tables. They are everyone's, not a practice's, so no practice_id leads their keys:
-- the one exception to the rule. A row hangs on the file it came in, and file ids rise, so
-- keys are appended; which file answers for a day is decided when it is asked. The biggest
-- table has millions of rows for each quarter: none has an index beside its key.

CREATE TABLE reference_file (
    file_id BIGINT PRIMARY KEY,
    -- icd10cm_order, icd10cm_codes, icd10cm_tabular, ncci_pairs, mue, rvu, gpci,
    -- locality_counties, zip5_locality, zip9_locality, reason_codes
    kind TEXT NOT NULL,
    -- Of relative values with two conversion factors: QPP or nonQPP.
    variant TEXT NOT NULL,
    release_name TEXT NOT NULL,
    -- The days it holds for, unless a later release takes over before.
    first_day BIGINT NOT NULL,
    last_day BIGINT NOT NULL,
    -- Of pairs, which come in several files: the span of pairs in this one.
    first_key TEXT NOT NULL,
    last_key TEXT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    byte_count BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    loaded_at BIGINT NOT NULL,
    -- When it was taken back; 0 while it counts.
    removed_at BIGINT NOT NULL
) /*WITHOUT ROWID*/;
CREATE INDEX reference_file_kind ON reference_file (kind, first_day);

-- Words that many rows of a file share.
CREATE TABLE reference_text (
    file_id BIGINT NOT NULL,
    text_no BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (file_id, text_no)
) /*WITHOUT ROWID*/;

-- The same pair comes back: it is known by its days too. indicator 9 never holds.
CREATE TABLE reference_pair (
    file_id BIGINT NOT NULL,
    column1 TEXT NOT NULL,
    column2 TEXT NOT NULL,
    first_day BIGINT NOT NULL,
    last_day BIGINT NOT NULL,
    indicator BIGINT NOT NULL,
    rationale_no BIGINT NOT NULL,
    PRIMARY KEY (file_id, column1, column2, first_day, last_day)
) /*WITHOUT ROWID*/;

-- units 0 is a limit of none, not the absence of one.
CREATE TABLE reference_mue (
    file_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    units BIGINT NOT NULL,
    adjudication BIGINT NOT NULL,
    rationale_no BIGINT NOT NULL,
    PRIMARY KEY (file_id, code)
) /*WITHOUT ROWID*/;

CREATE TABLE reference_rvu (
    file_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    modifier TEXT NOT NULL,
    status TEXT NOT NULL,
    not_used BOOLEAN NOT NULL,
    work_hundredths BIGINT NOT NULL,
    nonfacility_pe_hundredths BIGINT NOT NULL,
    facility_pe_hundredths BIGINT NOT NULL,
    mp_hundredths BIGINT NOT NULL,
    nonfacility_na BOOLEAN NOT NULL,
    facility_na BOOLEAN NOT NULL,
    pctc TEXT NOT NULL,
    global_days TEXT NOT NULL,
    indicator BIGINT NOT NULL,
    conversion_factor_ten_thousandths BIGINT NOT NULL,
    PRIMARY KEY (file_id, code, modifier)
) /*WITHOUT ROWID*/;

CREATE TABLE reference_gpci (
    file_id BIGINT NOT NULL,
    mac TEXT NOT NULL,
    locality TEXT NOT NULL,
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    work_thousandths BIGINT NOT NULL,
    pe_thousandths BIGINT NOT NULL,
    mp_thousandths BIGINT NOT NULL,
    PRIMARY KEY (file_id, mac, locality)
) /*WITHOUT ROWID*/;

-- A locality may stand in it twice, for two contractors or two spellings.
CREATE TABLE reference_locality (
    file_id BIGINT NOT NULL,
    row_no BIGINT NOT NULL,
    mac TEXT NOT NULL,
    locality TEXT NOT NULL,
    state TEXT NOT NULL,
    area TEXT NOT NULL,
    counties TEXT NOT NULL,
    PRIMARY KEY (file_id, row_no)
) /*WITHOUT ROWID*/;

CREATE TABLE reference_zip (
    file_id BIGINT NOT NULL,
    zip TEXT NOT NULL,
    state TEXT NOT NULL,
    mac TEXT NOT NULL,
    locality TEXT NOT NULL,
    rural TEXT NOT NULL,
    -- Nine digits may lie in another locality.
    plus_four BOOLEAN NOT NULL,
    PRIMARY KEY (file_id, zip)
) /*WITHOUT ROWID*/;

CREATE TABLE reference_reason (
    file_id BIGINT NOT NULL,
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    first_day BIGINT,
    modified_day BIGINT,
    stop_day BIGINT,
    text TEXT NOT NULL,
    PRIMARY KEY (file_id, list, code)
) /*WITHOUT ROWID*/;

CREATE TABLE reference_diagnosis (
    file_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    billable BOOLEAN NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (file_id, code)
) /*WITHOUT ROWID*/;

-- A note holds for its code and all beneath.
CREATE TABLE reference_note (
    file_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    note_no BIGINT NOT NULL,
    -- excludes1, excludes2, code_first, use_additional, code_also
    kind TEXT NOT NULL,
    -- Where it stands: a code, a section, a chapter.
    holder TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (file_id, code, note_no)
) /*WITHOUT ROWID*/;

-- The codes that a note names: spans of beginnings of codes.
CREATE TABLE reference_note_target (
    file_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    note_no BIGINT NOT NULL,
    target_no BIGINT NOT NULL,
    first_code TEXT NOT NULL,
    last_code TEXT NOT NULL,
    PRIMARY KEY (file_id, code, note_no, target_no)
) /*WITHOUT ROWID*/;

-- Seventh characters, at the code that defines them for all beneath.
CREATE TABLE reference_seventh (
    file_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    seventh TEXT NOT NULL,
    meaning TEXT NOT NULL,
    PRIMARY KEY (file_id, code, seventh)
) /*WITHOUT ROWID*/;
