//! One set of services, asked of one payer, from the note to the last cent.
//!
//! A decision (835) counts more than a status (277), a status more than an acknowledgement
//! (TA1, 999, 277CA), a later station on the way more than an earlier one, and of two answers
//! of one station the worse. Once the payer has decided, what is still open says where the
//! claim stands. [`of`] derives the state from all that happened, in any order of arrival;
//! [`command`] and [`fact`] tell what one more thing does.

use crate::day::Day;
use crate::facts::{ClaimPayment, Sequence};
use crate::posting::{Open, is_duplicate_only, is_unprocessed};
use crate::states::{Acknowledgement, Done, Hop, People, Refusal};

mod facts;
mod history;
mod refusals;

pub use facts::fact;
pub use history::{Happened, What, first_submit, of};

/// Where a claim stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "`since` is the day of what brought it there; see the types")]
pub enum State {
    /// Being written.
    Draft,
    /// The checks found errors, so many.
    ScrubFailed { errors: u32 },
    /// The checks found none.
    Ready,
    /// Kept back on purpose. Its filing deadline keeps running.
    OnHold { reason: HoldReason, since: Day },
    /// May go out.
    Approved { since: Day },
    /// Out, and not yet accepted by the payer; heard of as far as `reached`. That is
    /// [`Hop::Remittance`] when the payer has forwarded it to another.
    Submitted { submission: i64, since: Day, reached: Hop },
    /// Refused unjudged. Not a denial.
    Rejected { submission: i64, since: Day, by: Hop },
    /// The payer has it. The number is empty when the payer gave none.
    AcceptedPayer { submission: i64, since: Day, payer_control_number: String },
    /// The payer is looking at it; `wanted` when it has asked for something, until `due`.
    Pending {
        submission: i64,
        since: Day,
        payer_control_number: String,
        wanted: bool,
        due: Option<Day>,
    },
    /// Decided or taken back, and still open with the payer that decided.
    Adjudicated { since: Day, taken_back: bool },
    /// So much is denied, or paid short of the contract.
    Denied { since: Day, open_cents: i64 },
    /// A replacement is on its way, heard of as far as `reached`.
    Replaced { submission: i64, since: Day, reached: Hop },
    /// So much is open with a later payer; `crossover` when this payer forwarded it there.
    SecondaryPending { since: Day, open_cents: i64, crossover: bool },
    /// So much is open with the patient; below zero it is due to the patient.
    PatientBalance { since: Day, open_cents: i64 },
    /// Nothing is open.
    Closed { since: Day },
    /// Taken back by us, after sending.
    Voided { since: Day },
    /// Taken back by us, before sending.
    Cancelled { since: Day },
}

use State::*;

impl State {
    /// All names, in the order of a claim's life.
    pub const NAMES: [&str; 17] = [
        "draft",
        "scrub_failed",
        "ready",
        "on_hold",
        "approved",
        "submitted",
        "rejected",
        "accepted_payer",
        "pending",
        "adjudicated",
        "denied",
        "replaced",
        "secondary_pending",
        "patient_balance",
        "closed",
        "voided",
        "cancelled",
    ];

    /// The name in JSON, URLs and the database.
    pub fn name(&self) -> &'static str {
        match self {
            Draft => "draft",
            ScrubFailed { .. } => "scrub_failed",
            Ready => "ready",
            OnHold { .. } => "on_hold",
            Approved { .. } => "approved",
            Submitted { .. } => "submitted",
            Rejected { .. } => "rejected",
            AcceptedPayer { .. } => "accepted_payer",
            Pending { .. } => "pending",
            Adjudicated { .. } => "adjudicated",
            Denied { .. } => "denied",
            Replaced { .. } => "replaced",
            SecondaryPending { .. } => "secondary_pending",
            PatientBalance { .. } => "patient_balance",
            Closed { .. } => "closed",
            Voided { .. } => "voided",
            Cancelled { .. } => "cancelled",
        }
    }

    /// In plain words.
    pub fn words(&self) -> &'static str {
        match self {
            Draft => "Being written",
            ScrubFailed { .. } => "Checked, with errors to mend",
            Ready => "Checked and waiting for approval",
            OnHold { .. } => "On hold; the filing deadline keeps running",
            Approved { .. } => "Approved and waiting to be sent",
            Submitted { reached: Hop::Remittance, .. } => "Forwarded by the payer to another",
            Submitted { .. } => "Sent; the payer has not accepted it yet",
            Rejected { .. } => "Refused unjudged; mend it and send it again",
            AcceptedPayer { .. } => "The payer has it",
            Pending { wanted: true, .. } => "The payer asked for something",
            Pending { wanted: false, .. } => "The payer is looking at it",
            Adjudicated { taken_back: true, .. } => "Decision taken back; a new one is due",
            Adjudicated { taken_back: false, .. } => "Decided, but still open with the payer",
            Denied { .. } => "Denied or paid short; somebody should act",
            Replaced { .. } => "A replacement is on its way",
            SecondaryPending { crossover: true, .. } => "Forwarded to the next payer",
            SecondaryPending { crossover: false, .. } => "The next payer's turn",
            PatientBalance { open_cents, .. } if *open_cents < 0 => "Money is due to the patient",
            PatientBalance { .. } => "The patient's turn",
            Closed { .. } => "Nothing is open",
            Voided { .. } => "Voided at the payer",
            Cancelled { .. } => "Cancelled before it was sent",
        }
    }

    /// The sending it waits for or was refused with.
    pub fn submission(&self) -> Option<i64> {
        match self {
            Submitted { submission, .. }
            | Rejected { submission, .. }
            | AcceptedPayer { submission, .. }
            | Pending { submission, .. }
            | Replaced { submission, .. } => Some(*submission),
            Draft
            | ScrubFailed { .. }
            | Ready
            | OnHold { .. }
            | Approved { .. }
            | Adjudicated { .. }
            | Denied { .. }
            | SecondaryPending { .. }
            | PatientBalance { .. }
            | Closed { .. }
            | Voided { .. }
            | Cancelled { .. } => None,
        }
    }

    fn phase(&self) -> Phase {
        match self {
            Draft | ScrubFailed { .. } | Ready | OnHold { .. } | Approved { .. } => Phase::Here,
            Submitted { .. }
            | Rejected { .. }
            | AcceptedPayer { .. }
            | Pending { .. }
            | Replaced { .. } => Phase::Out,
            Adjudicated { .. }
            | Denied { .. }
            | SecondaryPending { .. }
            | PatientBalance { .. }
            | Closed { .. } => Phase::Decided,
            Voided { .. } | Cancelled { .. } => Phase::Over,
        }
    }
}

/// Who has the claim.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// We do, before the first sending or after a rejection.
    Here,
    /// It is out, or came back unjudged.
    Out,
    /// The payer has decided.
    Decided,
    /// Nobody expects anything.
    Over,
}

/// Why a claim is kept back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HoldReason {
    /// The payer has not answered a request for authorization.
    AuthorizationPending,
    /// The plan of care is not certified.
    CertificationMissing,
    /// Whether the patient is covered is not clear.
    Eligibility,
    /// Something else, as the event's own words say.
    Other,
}

impl HoldReason {
    /// The name in JSON, URLs and the database.
    pub fn name(self) -> &'static str {
        match self {
            HoldReason::AuthorizationPending => "authorization_pending",
            HoldReason::CertificationMissing => "certification_missing",
            HoldReason::Eligibility => "eligibility",
            HoldReason::Other => "other",
        }
    }
}

/// What is open on a claim, over all its lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balances {
    /// With the first payer (AR.P).
    pub payer_cents: i64,
    /// With later payers (AR.S, AR.T).
    pub later_cents: i64,
    /// Denied and still claimed (AR.DEN).
    pub denied_cents: i64,
    /// Paid below contract (AR.VAR).
    pub short_cents: i64,
    /// With the patient (AR.PAT).
    pub patient_cents: i64,
}

impl Balances {
    /// The sum over a claim's lines.
    pub fn of(lines: &[Open]) -> Balances {
        lines.iter().fold(Balances::default(), |sum, line| Balances {
            payer_cents: sum.payer_cents + line.payers[0],
            later_cents: sum.later_cents + line.payers[1] + line.payers[2],
            denied_cents: sum.denied_cents + line.denied,
            short_cents: sum.short_cents + line.variance,
            patient_cents: sum.patient_cents + line.patient,
        })
    }

    /// Where a decided claim stands: denied or short before anything else, then what is
    /// still open with the payer that decided, then the next payer, then the patient.
    pub fn settle(&self, since: Day) -> State {
        let open_cents = self.denied_cents + self.short_cents;
        if open_cents > 0 {
            Denied { since, open_cents }
        } else if self.payer_cents != 0 || self.later_cents < 0 || open_cents < 0 {
            Adjudicated { since, taken_back: false }
        } else if self.later_cents > 0 {
            SecondaryPending { since, open_cents: self.later_cents, crossover: false }
        } else if self.patient_cents != 0 {
            PatientBalance { since, open_cents: self.patient_cents }
        } else {
            Closed { since }
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Open it for editing.
    Edit,
    /// Run the checks; they found so many errors.
    Scrub {
        /// How many.
        errors: u32,
    },
    /// Keep it back.
    Hold(Option<HoldReason>),
    /// Keep it back no longer.
    Release,
    /// Let it go out.
    Approve,
    /// Note that this sending went out, as an original.
    Send {
        /// The sending.
        submission: i64,
    },
    /// Give it up before it was ever sent.
    Cancel,
    /// Ask the payer where it is (276).
    AskStatus,
    /// Note that this sending went out, as a replacement.
    Replace {
        /// The sending.
        submission: i64,
    },
    /// Give up so much, at the request of another person.
    WriteOff {
        /// The amount.
        cents: i64,
    },
    /// Make what is denied the patient's.
    MoveToPatient,
    /// Ask the next payer for what is denied.
    BillNext,
    /// Take it back at the payer.
    Void,
}

impl Command {
    /// The name in JSON, URLs and the database.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Edit => "edit",
            Command::Scrub { .. } => "scrub",
            Command::Hold(_) => "hold",
            Command::Release => "release",
            Command::Approve => "approve",
            Command::Send { .. } => "send",
            Command::Cancel => "cancel",
            Command::AskStatus => "ask_status",
            Command::Replace { .. } => "replace",
            Command::WriteOff { .. } => "write_off",
            Command::MoveToPatient => "move_to_patient",
            Command::BillNext => "bill_next",
            Command::Void => "void",
        }
    }

    /// The frequency (CLM05-3) of the sending it stands for: a rejected claim is sent again
    /// as an original.
    pub fn frequency(&self) -> Option<&'static str> {
        match self {
            Command::Send { .. } => Some("1"),
            Command::Replace { .. } => Some("7"),
            Command::Void => Some("8"),
            Command::Edit
            | Command::Scrub { .. }
            | Command::Hold(_)
            | Command::Release
            | Command::Approve
            | Command::Cancel
            | Command::AskStatus
            | Command::WriteOff { .. }
            | Command::MoveToPatient
            | Command::BillNext => None,
        }
    }

    fn submission(&self) -> Option<i64> {
        match self {
            Command::Send { submission } | Command::Replace { submission } => Some(*submission),
            Command::Edit
            | Command::Scrub { .. }
            | Command::Hold(_)
            | Command::Release
            | Command::Approve
            | Command::Cancel
            | Command::AskStatus
            | Command::WriteOff { .. }
            | Command::MoveToPatient
            | Command::BillNext
            | Command::Void => None,
        }
    }
}

/// What a payer's answer about a claim's status says (277, STC01-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Received, nothing further (A0–A2): what was pending has cleared.
    Acknowledged,
    /// Being looked at (P).
    Pending,
    /// Something is asked for (R).
    InformationWanted,
    /// Decided (F); the remittance is what counts.
    Finalized,
    /// Not known there (A4, D).
    NotFound,
    /// The question could not be answered (E, and codes we do not know).
    Error,
}

impl Status {
    /// From the category of a 277.
    pub fn of(category: &str) -> Status {
        match category.as_bytes() {
            [b'A', b'0' | b'1' | b'2'] => Status::Acknowledged,
            [b'P', ..] => Status::Pending,
            [b'R', ..] => Status::InformationWanted,
            [b'F', ..] => Status::Finalized,
            [b'A', b'4'] | [b'D', ..] => Status::NotFound,
            _ => Status::Error,
        }
    }
}

/// What a claim payment (CLP) comes to for the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Decided; what is open says how.
    Decided {
        /// And forwarded to the next payer.
        crossover: bool,
    },
    /// Status 4: the payer does not know the patient.
    NotRecognised,
    /// Status 22: an earlier decision is taken back.
    Reversed {
        /// That decision is posted here.
        original_found: bool,
    },
    /// Status 23: not this payer's, forwarded.
    Forwarded,
    /// Status 25: what would be paid.
    PreDetermination,
    /// Returned as unprocessable: no decision.
    Returned,
    /// Nothing but "sent twice".
    DuplicateOnly,
}

impl Decision {
    /// What `payment` comes to. On a Medicare file reason 16 with remark N211 (no appeal) is
    /// a return as MA130 is.
    pub fn of(payment: &ClaimPayment, medicare: bool, original_found: bool) -> Decision {
        let unprocessed = payment
            .all_adjustments()
            .any(|(a, remarks)| a.reason == "16" && remarks.iter().any(|r| r == "N211"));
        match payment.status.as_str() {
            "22" => Decision::Reversed { original_found },
            "23" => Decision::Forwarded,
            "25" => Decision::PreDetermination,
            _ if is_unprocessed(payment) || (medicare && unprocessed) => Decision::Returned,
            _ if is_duplicate_only(payment) => Decision::DuplicateOnly,
            "4" => Decision::NotRecognised,
            status => Decision::Decided {
                crossover: payment.forwarded || matches!(status, "19" | "20" | "21"),
            },
        }
    }
}

/// A claim payment of a remittance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The sending it answers; 0 when its numbers do not tell.
    pub submission: i64,
    /// What makes the remittance the same in any file.
    pub remittance: String,
    /// Its number in the remittance.
    pub number: i64,
    /// The remittance adds up.
    pub adds_up: bool,
    /// What it comes to.
    pub decision: Decision,
}

/// What a file or the bank says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of the state")]
pub enum Fact {
    /// TA1, 999, 277CA.
    Acknowledged(Acknowledgement),
    /// 277.
    Status { submission: i64, status: Status, payer_control_number: String, due: Option<Day> },
    /// 835.
    Paid(Paid),
    /// The patient paid something.
    PatientPaid,
}

/// What the guards need to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Today; for a fact, its day.
    pub today: Day,
    /// Who asks, asked and entered.
    pub people: People,
    /// What is open; for a fact, after it is posted.
    pub open: Balances,
    /// The visit's note is signed.
    pub note_signed: bool,
    /// Every billable line has code, units and diagnosis pointers.
    pub lines_complete: bool,
    /// It has been sent before.
    pub was_sent: bool,
    /// The adapter returned a receipt.
    pub receipt: bool,
    /// A sending is under way.
    pub under_way: bool,
    /// The first day on which asking this payer makes sense.
    pub ask_from: Option<Day>,
    /// The payer takes frequency 7.
    pub takes_replacement: bool,
    /// The payer takes frequency 8.
    pub takes_void: bool,
    /// The payer's claim number for REF*F8 is known.
    pub payer_number_known: bool,
    /// The last day for a correction; `None` when it is not known.
    pub correction_limit: Option<Day>,
    /// The payer accepted the void.
    pub void_accepted: bool,
    /// The payer's reversal is posted.
    pub reversal_posted: bool,
    /// The payer's payments on the claim.
    pub paid_cents: i64,
    /// What is denied is in group PR.
    pub patient_group: bool,
    /// A signed notice of liability is on file.
    pub notice_on_file: bool,
    /// The plan's own rule makes it the patient's: benefit used up or ended, confirmed.
    pub plan_rule: bool,
    /// Every denial case of the claim has been worked on.
    pub denial_worked: bool,
    /// The payer has been asked to decide again and has not.
    pub awaiting_payer: bool,
    /// Something can still be tried: an appeal's next level, a correction.
    pub level_left: bool,
    /// Somebody judged that trying is not worth it.
    pub not_worth_it: bool,
    /// The next payer in line.
    pub next_coverage: Option<Sequence>,
    /// This remittance is here already.
    pub copy: bool,
}

/// A new claim.
///
/// # Errors
/// When the note is not signed or a line is incomplete.
pub fn start(with: &Known) -> Result<State, Refusal> {
    if !with.note_signed {
        Err(refusals::NOTE_NOT_SIGNED)
    } else if !with.lines_complete {
        Err(refusals::LINES_INCOMPLETE)
    } else {
        Ok(Draft)
    }
}

/// What a command leads to.
///
/// # Errors
/// Why it does not apply now.
pub fn command(state: &State, command: &Command, with: &Known) -> Result<Done<State>, Refusal> {
    if !refusals::has_place(state, command) {
        return Err(refusals::out_of_place(state, command));
    }
    let self_reviewed = refusals::guard(state, command, with)?;
    Ok(Done { state: after(state, command, with), self_reviewed })
}

/// The state after a command that was allowed.
fn after(state: &State, command: &Command, with: &Known) -> State {
    let since = with.today;
    let open = with.open;
    match command {
        Command::Edit | Command::Release => Draft,
        Command::Scrub { errors: 0 } => Ready,
        Command::Scrub { errors } => ScrubFailed { errors: *errors },
        Command::Hold(reason) => OnHold { reason: reason.unwrap_or(HoldReason::Other), since },
        Command::Approve => Approved { since },
        Command::Send { submission } => {
            Submitted { submission: *submission, since, reached: Hop::Nobody }
        }
        Command::Cancel => Cancelled { since },
        Command::AskStatus => state.clone(),
        Command::Replace { submission } => {
            Replaced { submission: *submission, since, reached: Hop::Nobody }
        }
        Command::WriteOff { cents } if matches!(state, PatientBalance { .. }) => {
            Balances { patient_cents: open.patient_cents - cents, ..open }.settle(since)
        }
        // Denied and short count together, so either may become less than nothing.
        Command::WriteOff { cents } => {
            Balances { denied_cents: open.denied_cents - cents, ..open }.settle(since)
        }
        Command::MoveToPatient => Balances {
            patient_cents: open.patient_cents + open.denied_cents,
            denied_cents: 0,
            ..open
        }
        .settle(since),
        Command::BillNext => {
            Balances { later_cents: open.later_cents + open.denied_cents, denied_cents: 0, ..open }
                .settle(since)
        }
        Command::Void => Voided { since },
    }
}
