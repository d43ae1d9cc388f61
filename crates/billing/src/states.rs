//! Where a claim, a sending and a denial stand, as three machines that know of no database.
//!
//! A command is what somebody asks for and may be refused, with the reason. A fact is what a
//! file says and is never refused: where it changes nothing, the answer says why. One status
//! field could not hold the three: a claim has many sendings and many denials.

pub mod claim;
pub mod denial;
pub mod submission;

/// A person, known here by a number alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person(pub i64);

/// Why a command does not apply now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The name in JSON, URLs and the database.
    pub name: &'static str,
    /// What stands against it, in plain words.
    pub words: &'static str,
    /// What to do about it.
    pub fix: &'static str,
}

const fn refusal(name: &'static str, words: &'static str, fix: &'static str) -> Refusal {
    Refusal { name, words, fix }
}

/// Why a fact changed nothing, or what else it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// The name in JSON, URLs and the database.
    pub name: &'static str,
    /// The reason in plain words.
    pub words: &'static str,
}

const fn note(name: &'static str, words: &'static str) -> Note {
    Note { name, words }
}

/// What a command led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done<S> {
    /// The state after it.
    pub state: S,
    /// One person did what takes two, in a practice of one. It belongs into the owner's report.
    pub self_reviewed: bool,
}

impl<S> Done<S> {
    fn plain(state: S) -> Done<S> {
        Done { state, self_reviewed: false }
    }
}

/// What a fact led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<S> {
    /// The state after it.
    pub state: S,
    /// Where the state stays as it was: why. Else what a person should know besides.
    pub note: Option<Note>,
}

impl<S> Told<S> {
    fn moved(state: S) -> Told<S> {
        Told { state, note: None }
    }
}

impl<S: Clone> Told<S> {
    fn unchanged(state: &S, note: Note) -> Told<S> {
        Told { state: state.clone(), note: Some(note) }
    }
}

/// Who does, asked and entered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// Who gives the command.
    pub doer: Person,
    /// Whether the doer's role allows approving.
    pub may_approve: bool,
    /// Who entered the charges; `None` when a program did.
    pub entered: Option<Person>,
    /// Who asked for what is to be approved.
    pub asked: Option<Person>,
    /// A practice of one person: approving one's own work is allowed and marked.
    pub solo: bool,
}

const APPROVER_MAY_NOT: Refusal = refusal(
    "approver_may_not",
    "This person may not approve",
    "Ask somebody with the right to approve.",
);
const SAME_PERSON: Refusal = refusal(
    "same_person",
    "It takes two: whoever entered or asked may not approve",
    "Ask somebody else to approve.",
);
const NOBODY_ASKED: Refusal =
    refusal("nobody_asked", "Nobody has asked for this yet", "Ask for it first, with a reason.");

impl People {
    /// Whether the doer may approve the work of `other`; `true` when it is the doer's own, in
    /// a practice of one person.
    fn second_to(&self, other: Option<Person>) -> Result<bool, Refusal> {
        if !self.may_approve {
            return Err(APPROVER_MAY_NOT);
        }
        match other {
            Some(person) if person == self.doer && !self.solo => Err(SAME_PERSON),
            Some(person) => Ok(person == self.doer),
            None => Ok(false),
        }
    }

    /// As [`People::second_to`], for what somebody must have asked for.
    fn second_to_asker(&self) -> Result<bool, Refusal> {
        if self.asked.is_none() { Err(NOBODY_ASKED) } else { self.second_to(self.asked) }
    }
}

/// How far along the way to the payer an answer comes from. A later one knows more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hop {
    /// No answer yet.
    #[default]
    Nobody,
    /// Whoever opens the interchange first (TA1).
    Envelope,
    /// Whoever checks the form of the messages (999).
    Set,
    /// A clearinghouse (277CA): 1 for ours, 2 for the one behind it, and so on.
    Intermediary(u8),
    /// The payer (277CA).
    Payer,
    /// The payer, by a remittance (835).
    Remittance,
}

impl Hop {
    /// Who speaks in a 277CA, by the entity in 2100A: `PR` is the payer, everybody else is
    /// a clearinghouse, the `number`th on the way.
    pub fn of_277ca(entity: &str, number: u8) -> Hop {
        if entity == "PR" { Hop::Payer } else { Hop::Intermediary(number) }
    }
}

/// What an acknowledgement says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// Received or passed on, not taken in (277CA A0, A1).
    Forwarded,
    /// Accepted (TA1 A, 999 A, 277CA A2).
    Accepted,
    /// Accepted, with errors to mend for next time (TA1 E, 999 E).
    AcceptedWithErrors,
    /// Refused. Never a denial.
    Rejected,
    /// The sender does not find the claim (277CA A4).
    NotFound,
    /// Taken in as several claims (277CA A5).
    Split,
    /// A code that has no business in this message. Kept, not acted on.
    OutOfPlace,
}

impl Answer {
    /// From TA104.
    pub fn of_ta1(code: &str) -> Answer {
        match code {
            "A" => Answer::Accepted,
            "E" => Answer::AcceptedWithErrors,
            "R" => Answer::Rejected,
            _ => Answer::OutOfPlace,
        }
    }

    /// From IK501.
    pub fn of_999(code: &str) -> Answer {
        match code {
            "A" => Answer::Accepted,
            "E" => Answer::AcceptedWithErrors,
            "R" | "M" | "W" | "X" => Answer::Rejected,
            _ => Answer::OutOfPlace,
        }
    }

    /// From the category (STC01-1) and the action (STC03) of a 277CA.
    pub fn of_277ca(category: &str, action: &str) -> Answer {
        match (category, action) {
            ("A3" | "A6" | "A7" | "A8", _) => Answer::Rejected,
            (c, "U") if c.starts_with('A') => Answer::Rejected,
            ("A0" | "A1", _) => Answer::Forwarded,
            ("A2", _) => Answer::Accepted,
            ("A4", _) => Answer::NotFound,
            ("A5", _) => Answer::Split,
            _ => Answer::OutOfPlace,
        }
    }
}

/// What an acknowledgement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// All claims of a batch or of a provider in it (TA1, 999, 277CA 2200B and 2200C).
    Batch,
    /// This claim (277CA 2200D).
    Claim,
}

/// A TA1, 999 or 277CA as far as it concerns one sending of one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The sending it answers.
    pub submission: i64,
    /// Who answers.
    pub from: Hop,
    /// About what.
    pub level: Level,
    /// With what.
    pub answer: Answer,
    /// REF*1K; empty when absent.
    pub payer_control_number: String,
}

impl Acknowledgement {
    /// How much it counts against the others of its sending: the later hop, then the worse
    /// answer. `None` for what moves nothing: a 277CA accepts claims one by one, so what
    /// accepts a batch accepts none of them.
    pub fn strength(&self) -> Option<(Hop, Answer)> {
        match self.answer {
            Answer::Rejected => Some((self.from, self.answer)),
            Answer::Forwarded | Answer::Accepted | Answer::AcceptedWithErrors => {
                let by_claim = matches!(self.from, Hop::Intermediary(_) | Hop::Payer);
                (self.level == Level::Claim || !by_claim).then_some((self.from, self.answer))
            }
            Answer::NotFound | Answer::Split | Answer::OutOfPlace => None,
        }
    }

    /// Why it moves nothing, whatever the state.
    fn idle(&self) -> Note {
        match self.answer {
            Answer::NotFound => NOT_FOUND,
            Answer::Split => SPLIT,
            Answer::OutOfPlace => OUT_OF_PLACE,
            Answer::Forwarded
            | Answer::Accepted
            | Answer::AcceptedWithErrors
            | Answer::Rejected => BATCH_ONLY,
        }
    }
}

const NOT_FOUND: Note = note("not_found", "The sender cannot find the claim; ask where it went");
const SPLIT: Note =
    note("split", "The payer made several claims of it; expect several payer claim numbers");
const OUT_OF_PLACE: Note =
    note("out_of_place", "A code that this kind of file may not carry; kept, not acted on");
const BATCH_ONLY: Note =
    note("batch_only", "Accepts the batch, which accepts no single claim of it");
const HOP_RECORDED: Note = note("hop_recorded", "One station further on the way; not accepted yet");
const EARLIER_HOP: Note =
    note("earlier_hop", "A station further on, or this one, has said more already");
const EARLIER_SUBMISSION: Note =
    note("earlier_submission", "It is about an earlier sending of this claim");
