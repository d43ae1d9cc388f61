//! What a payer refused and may still be made to pay, from the remittance that refused it to
//! the day it is paid, moved or given up.
//!
//! No time that passes closes a case, and no return without a decision opens one.

use crate::cause::Cause;
use crate::day::Day;
use crate::facts::Sequence;
use crate::states::{Done, Note, People, Person, Refusal, Told, note, refusal};

/// What makes a case the same case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The claim, over all its versions.
    pub claim_root: i64,
    /// Whose denial.
    pub sequence: Sequence,
    /// The claim line; 0 for the whole claim.
    pub line: i64,
    /// The remittance that denied it first.
    pub remittance: i64,
}

/// What was sent to the payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sent {
    /// A corrected claim, or a reopening.
    Correction,
    /// An appeal of this level, from 1.
    Appeal {
        /// The level.
        level: u8,
    },
    /// The records it asked for.
    Records,
}

/// Why a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is named by `name`")]
pub enum CloseReason {
    Overturned,
    CorrectedPaid,
    Transferred,
    WrittenOff,
    Duplicate,
    PayerErrorReversed,
}

impl CloseReason {
    /// The name in JSON, URLs and the database.
    pub fn name(self) -> &'static str {
        match self {
            CloseReason::Overturned => "overturned",
            CloseReason::CorrectedPaid => "corrected_paid",
            CloseReason::Transferred => "transferred",
            CloseReason::WrittenOff => "written_off",
            CloseReason::Duplicate => "duplicate",
            CloseReason::PayerErrorReversed => "payer_error_reversed",
        }
    }
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are named by their types and the module")]
pub enum State {
    /// Nobody has looked at it.
    Open,
    /// It has a cause and an owner.
    Triaged { cause: Cause, owner: Person },
    /// The claim is being corrected.
    Correcting,
    /// An appeal is being written, to be filed until `deadline`.
    Appealing { level: u8, deadline: Day },
    /// Records are being put together.
    Informing,
    /// Whether it is the patient's is being looked at.
    PatientReview,
    /// The payer has it since that day; its answer is due on another, if that is known.
    AwaitingPayer { sent: Sent, since: Day, answer_due: Option<Day> },
    /// Paid in full after all. The reason is one of three: see [`State::close_reason`].
    Overturned { since: Day, reason: CloseReason },
    /// Paid in part; so much is left.
    PartlyOverturned { open_cents: i64 },
    /// The payer keeps to it.
    Upheld,
    /// This person asked to give up so much.
    WriteOffAsked { by: Person, cents: i64 },
    /// Given up.
    WrittenOff { since: Day },
    /// The patient's now.
    Transferred { since: Day },
    /// It denies a second copy of what was decided before.
    Duplicate { since: Day },
}

use State::*;

impl State {
    /// All names, in the order of a case's life.
    pub const NAMES: [&str; 14] = [
        "open",
        "triaged",
        "correcting",
        "appealing",
        "informing",
        "patient_review",
        "awaiting_payer",
        "partly_overturned",
        "upheld",
        "write_off_asked",
        "overturned",
        "written_off",
        "transferred",
        "duplicate",
    ];

    /// The name in JSON, URLs and the database.
    pub fn name(&self) -> &'static str {
        match self {
            Open => "open",
            Triaged { .. } => "triaged",
            Correcting => "correcting",
            Appealing { .. } => "appealing",
            Informing => "informing",
            PatientReview => "patient_review",
            AwaitingPayer { .. } => "awaiting_payer",
            PartlyOverturned { .. } => "partly_overturned",
            Upheld => "upheld",
            WriteOffAsked { .. } => "write_off_asked",
            Overturned { .. } => "overturned",
            WrittenOff { .. } => "written_off",
            Transferred { .. } => "transferred",
            Duplicate { .. } => "duplicate",
        }
    }

    /// In plain words.
    pub fn words(&self) -> &'static str {
        match self {
            Open => "Nobody has looked at it yet",
            Triaged { .. } => "Cause and owner are known",
            Correcting => "The claim is being corrected",
            Appealing { .. } => "An appeal is being written",
            Informing => "Records are being put together",
            PatientReview => "May it be billed to the patient?",
            AwaitingPayer { .. } => "The payer's turn",
            PartlyOverturned { .. } => "Paid in part; is the rest worth it?",
            Upheld => "The payer keeps to its decision",
            WriteOffAsked { .. } => "A write-off waits for a second person",
            Overturned { .. } => "Paid after all",
            WrittenOff { .. } => "Written off",
            Transferred { .. } => "The patient's now",
            Duplicate { .. } => "A copy of what was decided before",
        }
    }

    /// Why it ended; `None` while it has not.
    pub fn close_reason(&self) -> Option<CloseReason> {
        match self {
            Overturned { reason, .. } => Some(*reason),
            WrittenOff { .. } => Some(CloseReason::WrittenOff),
            Transferred { .. } => Some(CloseReason::Transferred),
            Duplicate { .. } => Some(CloseReason::Duplicate),
            Open
            | Triaged { .. }
            | Correcting
            | Appealing { .. }
            | Informing
            | PatientReview
            | AwaitingPayer { .. }
            | PartlyOverturned { .. }
            | Upheld
            | WriteOffAsked { .. } => None,
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Give it a cause and an owner; the rest of a partly won case, or one that is held, too.
    Triage {
        /// Why it was denied.
        cause: Option<Cause>,
        /// Who works on it.
        owner: Option<Person>,
    },
    /// Correct the claim.
    Correct,
    /// Write an appeal, of the next level.
    Appeal,
    /// Put together what the payer asked for.
    Inform,
    /// Look whether it is the patient's.
    ReviewPatient,
    /// Note that it went to the payer.
    Send,
    /// Ask to give up what is open.
    AskWriteOff,
    /// Allow it.
    ApproveWriteOff,
    /// Do not allow it.
    RefuseWriteOff {
        /// Why it was denied.
        cause: Cause,
        /// Who goes on with it.
        owner: Person,
    },
    /// Make it the patient's.
    Transfer,
    /// Close it as a copy of what was decided before.
    CloseDuplicate,
}

impl Command {
    /// The name in JSON, URLs and the database.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Triage { .. } => "triage",
            Command::Correct => "correct",
            Command::Appeal => "appeal",
            Command::Inform => "inform",
            Command::ReviewPatient => "review_patient",
            Command::Send => "send",
            Command::AskWriteOff => "ask_write_off",
            Command::ApproveWriteOff => "approve_write_off",
            Command::RefuseWriteOff { .. } => "refuse_write_off",
            Command::Transfer => "transfer",
            Command::CloseDuplicate => "close_duplicate",
        }
    }
}

/// What a file, a letter or the calendar says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A new decision (835) is posted.
    Decided {
        /// What is still denied.
        open_cents: i64,
    },
    /// The decision is taken back (835 status 22), and no new one is there.
    TakenBack,
    /// A letter says that the payer keeps to its decision.
    LetterUpheld,
    /// A letter says that the payer will pay.
    LetterOverturned,
    /// What was sent came back unjudged (277CA, or 835 with MA130).
    Returned,
    /// A last day has passed.
    LimitPassed,
}

/// What the guards need to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Today; for a fact, its day.
    pub today: Day,
    /// Who acts and who asked.
    pub people: People,
    /// What is denied now; for a fact, before it.
    pub open_cents: i64,
    /// The claim can be corrected, and the payer takes a replacement or a reopening.
    pub fixable: bool,
    /// The last day for a correction; `None` when it is not known.
    pub correction_limit: Option<Day>,
    /// The payer hears appeals about this.
    pub appealable: bool,
    /// The last day for the next appeal; `None` when it is not known.
    pub appeal_limit: Option<Day>,
    /// How many levels of appeal the payer has.
    pub levels: u8,
    /// The last level that was filed; 0 for none.
    pub last_level: u8,
    /// What must be at stake for the next level.
    pub level_minimum_cents: i64,
    /// The payer asked for records.
    pub records_wanted: bool,
    /// When the payer's answer is due to what is being sent.
    pub answer_due: Option<Day>,
    /// It is denied in group PR.
    pub patient_group: bool,
    /// A signed notice of liability is on file.
    pub notice_on_file: bool,
    /// The plan's own rule makes it the patient's: benefit used up or ended, confirmed.
    pub plan_rule: bool,
    /// Somebody judged that going on is not worth it.
    pub not_worth_it: bool,
    /// The decision on the first copy is here.
    pub original_known: bool,
}

const NO_CAUSE: Refusal =
    refusal("no_cause", "A case is worked by its cause", "Choose why it was denied.");
const NO_OWNER: Refusal = refusal("no_owner", "Nobody is to work on it", "Choose an owner.");
const NOT_FIXABLE: Refusal = refusal(
    "not_fixable",
    "Nothing on the claim is wrong, or the payer takes no correction",
    "Appeal, or send what the payer asked for.",
);
const CORRECTION_LIMIT_PASSED: Refusal = refusal(
    "correction_limit_passed",
    "The payer's last day for corrections is over",
    "Appeal, or ask the payer for an exception.",
);
const CORRECTION_LIMIT_UNKNOWN: Refusal = refusal(
    "correction_limit_unknown",
    "The payer's last day for corrections is not known",
    "Enter the payer's limit, with its source.",
);
const NOT_APPEALABLE: Refusal = refusal(
    "not_appealable",
    "The payer hears no appeal about this",
    "Correct the claim, or ask for a write-off.",
);
const NO_LEVEL_LEFT: Refusal =
    refusal("no_level_left", "No level of appeal is left", "Ask for a write-off.");
const BELOW_MINIMUM: Refusal = refusal(
    "below_level_minimum",
    "Too little is at stake for the next level",
    "Join it with other cases where the payer allows it, or ask for a write-off.",
);
const APPEAL_LIMIT_PASSED: Refusal = refusal(
    "appeal_limit_passed",
    "The last day for this appeal is over",
    "Ask the payer for an exception, or ask for a write-off.",
);
const APPEAL_LIMIT_UNKNOWN: Refusal = refusal(
    "appeal_limit_unknown",
    "The last day for this appeal is not known",
    "Enter the payer's limit, with its source.",
);
const NO_RECORDS_WANTED: Refusal =
    refusal("no_records_wanted", "The payer asked for no records", "Correct or appeal.");
const NOT_PATIENT_GROUP: Refusal = refusal(
    "not_patient_group",
    "The payer does not put it on the patient",
    "Work it as a denial; the patient may not be billed.",
);
const NO_ANSWER_DAY: Refusal = refusal(
    "no_answer_day",
    "Nobody would notice if the payer never answered",
    "Enter the day on which the decision is due.",
);
const NO_NOTICE: Refusal = refusal(
    "no_notice",
    "No notice of liability is on file, and no rule of the plan makes it the patient's",
    "Hold it; without a signed notice the patient may not be billed.",
);
const NOTHING_OPEN: Refusal =
    refusal("nothing_open", "Nothing of it is denied any more", "Look at the last remittance.");
const LEVEL_LEFT: Refusal = refusal(
    "level_left",
    "Something can still be tried",
    "Try it, or note why it is not worth it.",
);
const AMOUNT_CHANGED: Refusal = refusal(
    "amount_changed",
    "What is denied is no longer the amount that was asked for",
    "Refuse it, and ask for what is denied now.",
);
const ORIGINAL_UNKNOWN: Refusal = refusal(
    "original_unknown",
    "The decision on the first copy is not here",
    "Find it at the payer and bring its remittance in.",
);

/// Why a command has no place: the state it is in, and what can be done from there.
fn out_of_place(state: &State) -> Refusal {
    match state {
        Open => refusal("is_open", "Nobody has looked at it yet", "Give it a cause and an owner."),
        Triaged { .. } => refusal(
            "is_triaged",
            "Nothing is under way yet",
            "Correct, appeal, send records, look at the patient's part, or ask for a write-off.",
        ),
        Correcting => refusal("is_correcting", "A correction is being made", "Send it."),
        Appealing { .. } => refusal("is_appealing", "An appeal is being written", "File it."),
        Informing => refusal("is_informing", "Records are being put together", "Send them."),
        PatientReview => refusal(
            "is_patient_review",
            "It is being looked at whether it is the patient's",
            "Move it to the patient, or hold it and work on.",
        ),
        AwaitingPayer { .. } => {
            refusal("is_awaiting_payer", "The payer has not answered", "Wait, or ask.")
        }
        PartlyOverturned { .. } => refusal(
            "is_partly_overturned",
            "It was paid in part",
            "Work on the rest, or ask for a write-off.",
        ),
        Upheld => refusal(
            "is_upheld",
            "The payer keeps to its decision",
            "Appeal to the next level, or ask for a write-off.",
        ),
        WriteOffAsked { .. } => refusal(
            "is_write_off_asked",
            "A write-off waits for a second person",
            "Approve or refuse it.",
        ),
        Overturned { .. } | WrittenOff { .. } | Transferred { .. } | Duplicate { .. } => {
            refusal("is_closed", "The case is closed", "A new denial opens a new case.")
        }
    }
}

/// What a command leads to.
///
/// # Errors
/// Why it does not apply now.
pub fn command(state: &State, command: &Command, with: &Known) -> Result<Done<State>, Refusal> {
    let must = |holds: bool, refusal: Refusal| if holds { Ok(()) } else { Err(refusal) };
    let since = with.today;
    let misplaced = Err(out_of_place(state));
    match command {
        Command::Triage { cause, owner } => match state {
            Open | PartlyOverturned { .. } | PatientReview => {
                let cause = cause.ok_or(NO_CAUSE)?;
                Ok(Done::plain(Triaged { cause, owner: owner.ok_or(NO_OWNER)? }))
            }
            _ => misplaced,
        },
        Command::Correct if matches!(state, Triaged { .. }) => {
            correctable(with)?;
            Ok(Done::plain(Correcting))
        }
        Command::Appeal if matches!(state, Triaged { .. } | Upheld) => {
            let deadline = next_level(with)?;
            Ok(Done::plain(Appealing { level: with.last_level + 1, deadline }))
        }
        Command::Inform if matches!(state, Triaged { .. }) => {
            must(with.records_wanted, NO_RECORDS_WANTED)?;
            Ok(Done::plain(Informing))
        }
        Command::ReviewPatient if matches!(state, Triaged { .. }) => {
            must(with.patient_group, NOT_PATIENT_GROUP)?;
            Ok(Done::plain(PatientReview))
        }
        Command::Send => {
            let sent = match state {
                Correcting => {
                    correctable(with)?;
                    Sent::Correction
                }
                Appealing { level, deadline } => {
                    must(since <= *deadline, APPEAL_LIMIT_PASSED)?;
                    must(with.answer_due.is_some(), NO_ANSWER_DAY)?;
                    Sent::Appeal { level: *level }
                }
                Informing => Sent::Records,
                _ => return misplaced,
            };
            Ok(Done::plain(AwaitingPayer { sent, since, answer_due: with.answer_due }))
        }
        Command::AskWriteOff
            if matches!(state, Triaged { .. } | Upheld | PartlyOverturned { .. }) =>
        {
            must(with.open_cents > 0, NOTHING_OPEN)?;
            // A last day nobody knows is no reason to give up.
            let tried = next_level(with).is_err_and(|why| why != APPEAL_LIMIT_UNKNOWN);
            must(tried || with.not_worth_it, LEVEL_LEFT)?;
            Ok(Done::plain(WriteOffAsked { by: with.people.doer, cents: with.open_cents }))
        }
        Command::ApproveWriteOff => match state {
            WriteOffAsked { by, cents } => {
                must(*cents == with.open_cents, AMOUNT_CHANGED)?;
                let self_reviewed = with.people.second_to(Some(*by))?;
                Ok(Done { state: WrittenOff { since }, self_reviewed })
            }
            _ => misplaced,
        },
        Command::RefuseWriteOff { cause, owner } if matches!(state, WriteOffAsked { .. }) => {
            Ok(Done::plain(Triaged { cause: *cause, owner: *owner }))
        }
        Command::Transfer if matches!(state, PatientReview) => {
            must(with.patient_group, NOT_PATIENT_GROUP)?;
            must(with.notice_on_file || with.plan_rule, NO_NOTICE)?;
            let self_reviewed = with.people.second_to_asker()?;
            Ok(Done { state: Transferred { since }, self_reviewed })
        }
        Command::CloseDuplicate if matches!(state, Open | Triaged { .. }) => {
            must(with.original_known, ORIGINAL_UNKNOWN)?;
            Ok(Done::plain(Duplicate { since }))
        }
        Command::Correct
        | Command::Appeal
        | Command::Inform
        | Command::ReviewPatient
        | Command::AskWriteOff
        | Command::RefuseWriteOff { .. }
        | Command::Transfer
        | Command::CloseDuplicate => misplaced,
    }
}

fn correctable(with: &Known) -> Result<(), Refusal> {
    if !with.fixable {
        return Err(NOT_FIXABLE);
    }
    let limit = with.correction_limit.ok_or(CORRECTION_LIMIT_UNKNOWN)?;
    if with.today > limit { Err(CORRECTION_LIMIT_PASSED) } else { Ok(()) }
}

/// The last day for the next level of appeal, if it is open.
fn next_level(with: &Known) -> Result<Day, Refusal> {
    if !with.appealable {
        Err(NOT_APPEALABLE)
    } else if with.last_level >= with.levels {
        Err(NO_LEVEL_LEFT)
    } else if with.open_cents < with.level_minimum_cents {
        Err(BELOW_MINIMUM)
    } else {
        match with.appeal_limit {
            None => Err(APPEAL_LIMIT_UNKNOWN),
            Some(limit) if with.today > limit => Err(APPEAL_LIMIT_PASSED),
            Some(limit) => Ok(limit),
        }
    }
}

const CASE_OVER: Note = note("case_over", "The case is closed; a new denial opens a new one");
const REDUCED: Note = note("reduced", "Less is denied than before");
const DENIED_AGAIN: Note = note("denied_again", "Denied as before, though nothing was asked");
const TAKEN_BACK: Note =
    note("taken_back", "The payer took its decision back; the next one says how the case ends");
const NOT_AWAITED: Note = note("not_awaited", "The payer was asked nothing; a person should look");
const PAYMENT_EXPECTED: Note =
    note("payment_expected", "The payer will pay; the case ends when the remittance is here");
const RETURNED: Note = note("returned", "Returned unjudged; there is nothing to appeal");
const STAYS_OPEN: Note =
    note("stays_open", "A last day has passed; the case stays open until a person ends it");

/// What a fact leads to.
pub fn fact(state: &State, fact: &Fact, with: &Known) -> Told<State> {
    if state.close_reason().is_some() {
        return Told::unchanged(state, CASE_OVER);
    }
    let since = with.today;
    let awaited = match state {
        AwaitingPayer { sent, .. } => Some(*sent),
        Open
        | Triaged { .. }
        | Correcting
        | Appealing { .. }
        | Informing
        | PatientReview
        | PartlyOverturned { .. }
        | Upheld
        | WriteOffAsked { .. }
        | Overturned { .. }
        | WrittenOff { .. }
        | Transferred { .. }
        | Duplicate { .. } => None,
    };
    match (fact, awaited) {
        (Fact::Decided { open_cents }, sent) if *open_cents <= 0 => {
            let reason = match sent {
                Some(Sent::Appeal { .. } | Sent::Records) => CloseReason::Overturned,
                Some(Sent::Correction) => CloseReason::CorrectedPaid,
                None => CloseReason::PayerErrorReversed,
            };
            Told::moved(Overturned { since, reason })
        }
        (Fact::Decided { open_cents }, Some(_)) if *open_cents < with.open_cents => {
            Told::moved(PartlyOverturned { open_cents: *open_cents })
        }
        (Fact::Decided { .. } | Fact::LetterUpheld, Some(_)) => Told::moved(Upheld),
        (Fact::Decided { open_cents }, None) if *open_cents < with.open_cents => {
            Told::unchanged(state, REDUCED)
        }
        (Fact::Decided { .. }, None) => Told::unchanged(state, DENIED_AGAIN),
        (Fact::LetterUpheld, None) => Told::unchanged(state, NOT_AWAITED),
        (Fact::LetterOverturned, _) => Told::unchanged(state, PAYMENT_EXPECTED),
        (Fact::TakenBack, _) => Told::unchanged(state, TAKEN_BACK),
        // It was not judged, so it is to be sent again.
        (Fact::Returned, Some(Sent::Correction)) => {
            Told { state: Correcting, note: Some(RETURNED) }
        }
        (Fact::Returned, _) => Told::unchanged(state, RETURNED),
        (Fact::LimitPassed, _) => Told::unchanged(state, STAYS_OPEN),
    }
}

/// What a remittance posted as denied on one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Posted {
    /// On this day.
    pub day: Day,
    /// So much.
    pub denied_cents: i64,
    /// The claim came back unjudged (MA130).
    pub returned: bool,
    /// The cause by the rulebook, if it knows the code.
    pub cause: Option<Cause>,
    /// The last day for a correction, by the payer's rule.
    pub correction_limit: Option<Day>,
    /// The last day for an appeal, by the payer's rule.
    pub appeal_limit: Option<Day>,
}

/// A case with what its list and its numbers need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Which.
    pub key: Key,
    /// The first case of this claim with this payer; `None` when it is this one, and then
    /// the denial is initial.
    pub first: Option<Key>,
    /// Day the first denial was posted.
    pub posted: Day,
    /// What was denied.
    pub amount_cents: i64,
    /// What is still denied.
    pub open_cents: i64,
    /// Why, by the rulebook or a person.
    pub cause: Option<Cause>,
    /// Who works on it.
    pub owner: Option<Person>,
    /// The last day for a correction.
    pub correction_limit: Option<Day>,
    /// The last day for an appeal of the next level.
    pub appeal_limit: Option<Day>,
    /// The last level filed; 0 for none.
    pub last_level: u8,
    /// Day the first appeal was filed.
    pub appeal_filed: Option<Day>,
    /// Day it ended.
    pub closed: Option<Day>,
    /// Where it stands.
    pub state: State,
}

const NO_DECISION: Note =
    note("no_decision", "Returned unjudged: mend it and send it again; nothing to appeal");
const NOTHING_DENIED: Note = note("nothing_denied", "Nothing of it is denied");
const CASE_EXISTS: Note = note("case_exists", "The case of this remittance is here already");

/// The case that a posted denial opens, beside the `others` of its claim.
///
/// # Errors
/// Why it opens none: no decision was made, nothing is denied, or the case is here.
pub fn open(key: Key, posted: &Posted, others: &[Case]) -> Result<Case, Note> {
    if posted.returned {
        return Err(NO_DECISION);
    }
    if posted.denied_cents <= 0 {
        return Err(NOTHING_DENIED);
    }
    if others.iter().any(|c| c.key == key) {
        return Err(CASE_EXISTS);
    }
    let same = |c: &&Case| {
        (c.key.claim_root, c.key.sequence) == (key.claim_root, key.sequence)
            && c.key.remittance != key.remittance
    };
    Ok(Case {
        key,
        first: others.iter().filter(same).min_by_key(|c| (c.posted, c.key)).map(|c| c.key),
        posted: posted.day,
        amount_cents: posted.denied_cents,
        open_cents: posted.denied_cents,
        cause: posted.cause,
        owner: None,
        correction_limit: posted.correction_limit,
        appeal_limit: posted.appeal_limit,
        last_level: 0,
        appeal_filed: None,
        closed: None,
        state: Open,
    })
}

impl Case {
    /// The day that puts it into its place in the queue: the earlier of the last days, also
    /// once it is over; `None` when the case is closed or neither is known.
    pub fn deadline(&self) -> Option<Day> {
        if self.closed.is_some() {
            return None;
        }
        [self.correction_limit, self.appeal_limit].into_iter().flatten().min()
    }

    /// Whose desk it lies on, by its cause.
    pub fn desk(&self) -> &'static str {
        self.cause.map_or("biller", Cause::owner)
    }

    /// The case in a new state, from `day` on, with so much still denied.
    #[must_use]
    pub fn enter(&self, state: State, day: Day, open_cents: i64) -> Case {
        let mut case = Case { state, open_cents, ..self.clone() };
        if let Triaged { cause, owner } = state {
            case.cause = Some(cause);
            case.owner = Some(owner);
        }
        if let AwaitingPayer { sent: Sent::Appeal { level }, since, .. } = state {
            case.last_level = level;
            case.appeal_filed = case.appeal_filed.or(Some(since));
        }
        case.closed = state.close_reason().map(|_| self.closed.unwrap_or(day));
        case
    }

    /// Days from the denial to the first appeal.
    pub fn days_to_appeal(&self) -> Option<i32> {
        self.appeal_filed.map(|day| day.0 - self.posted.0)
    }

    /// Days from the denial to the end of the case.
    pub fn days_to_resolution(&self) -> Option<i32> {
        self.closed.map(|day| day.0 - self.posted.0)
    }
}
