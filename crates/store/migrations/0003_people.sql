-- People, their sessions, and the trail of what was done by whom.

CREATE TABLE person (
    practice_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    -- Lower case; what they sign in with.
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Argon2id, in its own text form: parameters, salt, hash.
    password TEXT NOT NULL,
    -- Names joined by a comma: owner, biller, reviewer, therapist, front_desk, auditor
    roles TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    made_at BIGINT NOT NULL,
    -- Wrong passwords in a row, and until when no more are tried; 0 for none.
    failures BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    PRIMARY KEY (practice_id, person_id)
) /*WITHOUT ROWID*/;
CREATE UNIQUE INDEX person_login ON person (practice_id, login);

CREATE TABLE session (
    practice_id BIGINT NOT NULL,
    -- SHA-256 of what the browser holds: who reads the book cannot sign in with it.
    token_hash TEXT NOT NULL,
    person_id BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (practice_id, token_hash)
) /*WITHOUT ROWID*/;

-- What was done, by whom, when. Rows are only ever added, and each holds the hash of the one
-- before: a row changed, taken out or moved breaks the chain.
CREATE TABLE trail (
    practice_id BIGINT NOT NULL,
    -- From 1, without a gap.
    trail_no BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    -- 0: nobody had signed in, as in a book without people.
    person_id BIGINT NOT NULL,
    action TEXT NOT NULL,
    -- What it was done to: batch, person, session, practice, request, claim …
    subject TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    -- Before and after, by reference: names of states, roles, numbers of rows.
    before_ref TEXT NOT NULL,
    after_ref TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- Of a batch: the journal entries it wrote, and a digest of all their rows.
    first_entry BIGINT NOT NULL,
    last_entry BIGINT NOT NULL,
    digest TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (practice_id, trail_no)
) /*WITHOUT ROWID*/;

ALTER TABLE batch ADD COLUMN person_id BIGINT NOT NULL DEFAULT 0;
-- One person may check their own work; it is marked, and shown for review.
ALTER TABLE practice ADD COLUMN solo BOOLEAN NOT NULL DEFAULT FALSE;
