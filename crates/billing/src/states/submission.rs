//! One sending of one version of a claim to one payer.
//!
//! What counts is the answer from farthest along the way, and there the worst one, in
//! whatever order the answers come in.

use crate::day::Day;
use crate::states::{
    Acknowledgement, Answer, Done, EARLIER_HOP, EARLIER_SUBMISSION, HOP_RECORDED, Hop, Level,
    Refusal, Told, refusal,
};

/// The numbers by which answers find what was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Controls {
    /// ISA13.
    pub interchange: String,
    /// GS06.
    pub group: String,
    /// ST02.
    pub set: String,
    /// BHT03.
    pub batch: String,
}

/// Where a sending stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Made, not sent.
    Built(Controls),
    /// The connection failed; whether anything arrived is not known.
    SendFailed(Controls),
    /// Handed over.
    Sent {
        /// On this day.
        since: Day,
    },
    /// No answer by the deadline.
    Silent {
        /// The day it was given up waiting.
        since: Day,
    },
    /// The whole interchange was refused.
    FileRejected {
        /// On this day.
        since: Day,
    },
    /// The set it was in was refused.
    SetRejected {
        /// On this day.
        since: Day,
    },
    /// Its form was accepted; the claim is not accepted by that.
    SetAccepted {
        /// On this day.
        since: Day,
        /// Accepted with errors: somebody should mend the program or the data.
        with_errors: bool,
    },
    /// A clearinghouse has it, or the payer has not yet taken it in.
    HopAccepted {
        /// On this day.
        since: Day,
        /// Who has it.
        hop: Hop,
        /// Passed on or accepted there.
        answer: Answer,
    },
    /// The payer took it in: proof of timely filing.
    PayerAccepted {
        /// On this day.
        since: Day,
        /// The payer's number for the claim; empty when it gave none.
        payer_control_number: String,
    },
    /// The claim itself was refused.
    ClaimRejected {
        /// On this day.
        since: Day,
        /// Who refused it.
        by: Hop,
    },
}

use State::*;

impl State {
    /// All names, in the order of a sending's life.
    pub const NAMES: [&str; 10] = [
        "built",
        "send_failed",
        "sent",
        "silent",
        "file_rejected",
        "set_rejected",
        "set_accepted",
        "hop_accepted",
        "payer_accepted",
        "claim_rejected",
    ];

    /// The name in JSON, URLs and the database.
    pub fn name(&self) -> &'static str {
        match self {
            Built(_) => "built",
            SendFailed(_) => "send_failed",
            Sent { .. } => "sent",
            Silent { .. } => "silent",
            FileRejected { .. } => "file_rejected",
            SetRejected { .. } => "set_rejected",
            SetAccepted { .. } => "set_accepted",
            HopAccepted { .. } => "hop_accepted",
            PayerAccepted { .. } => "payer_accepted",
            ClaimRejected { .. } => "claim_rejected",
        }
    }

    /// In plain words.
    pub fn words(&self) -> &'static str {
        State::words_of(self.name())
    }

    /// The plain words for a state by its name; empty for no such name.
    pub fn words_of(name: &str) -> &'static str {
        match name {
            "built" => "Ready to go out",
            "send_failed" => "The connection failed; to be tried again",
            "sent" => "Sent; no answer yet",
            "silent" => "No answer in time; ask the clearinghouse",
            "file_rejected" => "The file was refused as a whole",
            "set_rejected" => "The batch was refused for its form",
            "set_accepted" => "The file is in order; the claim is not accepted by that",
            "hop_accepted" => "On its way to the payer",
            "payer_accepted" => "The payer has it",
            "claim_rejected" => "Refused unjudged; mend it and send it again",
            _ => "",
        }
    }

    /// Whether it is still on its way. A claim may have one such sending, no more.
    pub fn is_under_way(&self) -> bool {
        match self {
            Built(_)
            | SendFailed(_)
            | Sent { .. }
            | Silent { .. }
            | SetAccepted { .. }
            | HopAccepted { .. } => true,
            FileRejected { .. }
            | SetRejected { .. }
            | PayerAccepted { .. }
            | ClaimRejected { .. } => false,
        }
    }

    /// What it rests on, to be compared with [`Acknowledgement::strength`].
    fn strength(&self) -> (Hop, Answer) {
        match self {
            Built(_) | SendFailed(_) | Sent { .. } | Silent { .. } => {
                (Hop::Nobody, Answer::Forwarded)
            }
            FileRejected { .. } => (Hop::Envelope, Answer::Rejected),
            SetRejected { .. } => (Hop::Set, Answer::Rejected),
            SetAccepted { with_errors: true, .. } => (Hop::Set, Answer::AcceptedWithErrors),
            SetAccepted { with_errors: false, .. } => (Hop::Set, Answer::Accepted),
            HopAccepted { hop, answer, .. } => (*hop, *answer),
            PayerAccepted { .. } => (Hop::Payer, Answer::Accepted),
            ClaimRejected { by, .. } => (*by, Answer::Rejected),
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Note that the adapter took it.
    Send,
    /// Note that the connection failed.
    Fail,
    /// Send the same again, under these numbers.
    Retry(Controls),
    /// Note that the deadline for an answer has passed.
    GiveUpWaiting,
}

impl Command {
    /// The name in JSON, URLs and the database.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Send => "send",
            Command::Fail => "fail",
            Command::Retry(_) => "retry",
            Command::GiveUpWaiting => "give_up_waiting",
        }
    }
}

/// What the guards need to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Today.
    pub today: Day,
    /// The adapter returned a receipt.
    pub receipt: bool,
    /// The last day on which an answer is still in time; `None` when no wait is set.
    pub answer_due: Option<Day>,
    /// The claim has another sending under way.
    pub other_under_way: bool,
    /// These control numbers went out before.
    pub numbers_used: bool,
}

const NO_RECEIPT: Refusal =
    refusal("no_receipt", "The adapter gave no receipt", "Try again with the same numbers.");
const UNDER_WAY: Refusal = refusal(
    "under_way",
    "Another sending of this claim is still under way",
    "Wait for its answer, or ask for it.",
);
const NUMBERS_USED: Refusal = refusal(
    "numbers_used",
    "These control numbers went out before",
    "Take new ones: after a rejection a sending is a new one.",
);
const OTHER_NUMBERS: Refusal = refusal(
    "other_numbers",
    "A retry keeps its control numbers, or the claim could be taken in twice",
    "Send the same bytes again.",
);
const STILL_IN_TIME: Refusal =
    refusal("still_in_time", "The time for an answer is not over", "Wait until the deadline.");
const NO_WAIT_SET: Refusal = refusal(
    "no_wait_set",
    "No deadline is set for this receiver's answers",
    "Set how many days it may take.",
);
const NOT_SENT: Refusal =
    refusal("not_sent", "It has not gone out yet", "Send it, or try again if sending failed.");
const SEND_NOT_FAILED: Refusal =
    refusal("send_not_failed", "The connection has not failed", "Send it.");
const SEND_FAILED: Refusal = refusal(
    "send_failed",
    "The connection failed before",
    "Try again with the same control numbers.",
);
const SENT_ALREADY: Refusal =
    refusal("sent_already", "It has gone out already", "Wait for the answer.");
const ANSWERED: Refusal = refusal(
    "answered",
    "It has been answered",
    "After a rejection mend the claim and make a new sending.",
);

/// A new sending.
///
/// # Errors
/// When another of the claim is under way, or the control numbers are not new.
pub fn start(controls: Controls, with: &Known) -> Result<State, Refusal> {
    if with.other_under_way {
        Err(UNDER_WAY)
    } else if with.numbers_used {
        Err(NUMBERS_USED)
    } else {
        Ok(Built(controls))
    }
}

/// What a command leads to.
///
/// # Errors
/// Why it does not apply now.
pub fn command(state: &State, command: &Command, with: &Known) -> Result<Done<State>, Refusal> {
    let sent = || {
        if with.receipt { Ok(Sent { since: with.today }) } else { Err(NO_RECEIPT) }
    };
    match (command, state) {
        (Command::Send, Built(_)) => sent(),
        (Command::Fail, Built(controls)) => Ok(SendFailed(controls.clone())),
        (Command::Retry(controls), SendFailed(built)) => {
            if controls == built {
                sent()
            } else {
                Err(OTHER_NUMBERS)
            }
        }
        (Command::GiveUpWaiting, Sent { .. }) => match with.answer_due {
            None => Err(NO_WAIT_SET),
            Some(due) if with.today <= due => Err(STILL_IN_TIME),
            Some(_) => Ok(Silent { since: with.today }),
        },
        (Command::Retry(_), Built(_)) => Err(SEND_NOT_FAILED),
        (Command::GiveUpWaiting, Built(_) | SendFailed(_)) => Err(NOT_SENT),
        (Command::Send | Command::Fail, SendFailed(_)) => Err(SEND_FAILED),
        (Command::Send | Command::Fail | Command::Retry(_), Sent { .. }) | (_, Silent { .. }) => {
            Err(SENT_ALREADY)
        }
        (
            _,
            FileRejected { .. }
            | SetRejected { .. }
            | SetAccepted { .. }
            | HopAccepted { .. }
            | PayerAccepted { .. }
            | ClaimRejected { .. },
        ) => Err(ANSWERED),
    }
    .map(Done::plain)
}

/// What an answer of `day` to the sending `id` leads to.
pub fn fact(id: i64, state: &State, fact: &Acknowledgement, day: Day) -> Told<State> {
    if fact.submission != id {
        return Told::unchanged(state, EARLIER_SUBMISSION);
    }
    let Some(strength) = fact.strength() else {
        return Told::unchanged(state, fact.idle());
    };
    // An envelope that was opened says nothing yet of what is in it.
    if fact.from == Hop::Envelope && fact.answer != Answer::Rejected {
        return Told::unchanged(state, HOP_RECORDED);
    }
    if strength <= state.strength() {
        return Told::unchanged(state, EARLIER_HOP);
    }
    let since = day;
    Told::moved(match (fact.from, fact.answer) {
        (Hop::Envelope, _) => FileRejected { since },
        (Hop::Set, Answer::Rejected) => SetRejected { since },
        (Hop::Set, answer) => {
            SetAccepted { since, with_errors: answer == Answer::AcceptedWithErrors }
        }
        (by, Answer::Rejected) => ClaimRejected { since, by },
        (Hop::Payer, Answer::Accepted) => {
            PayerAccepted { since, payer_control_number: fact.payer_control_number.clone() }
        }
        (hop, answer) => HopAccepted { since, hop, answer },
    })
}

/// Where the sending `id` stands after `answers`, each with its day, in any order.
pub fn of(id: i64, sent: &State, answers: &[(Day, Acknowledgement)]) -> State {
    let mut answers: Vec<&(Day, Acknowledgement)> = answers.iter().collect();
    answers.sort_by_key(|(day, a)| (*day, a.payer_control_number.as_str()));
    // Of answers that say the same the first one counts, and the rest leave it.
    answers.sort_by_key(|(_, a)| a.strength());
    answers.into_iter().fold(sent.clone(), |state, (day, a)| fact(id, &state, a, *day).state)
}

/// What was sent for one claim, as far as answers name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outgoing {
    /// The sending.
    pub submission: i64,
    /// Its envelope.
    pub controls: Controls,
    /// The billing provider.
    pub billing_npi: String,
    /// CLM01.
    pub control_number: String,
}

/// What an answer names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// TA1: an interchange, by ISA13.
    Interchange(String),
    /// 999: a set, by GS06 and ST02.
    Set(String, String),
    /// 277CA 2200B: a batch, by BHT03.
    Batch(String),
    /// 277CA 2200C: a billing provider's claims in a batch, by BHT03 and NPI.
    Provider(String, String),
    /// 277CA 2200D: a claim, by CLM01.
    Claim(String),
}

impl About {
    /// All claims of something, or one claim.
    pub fn level(&self) -> Level {
        match self {
            About::Interchange(_) | About::Set(..) | About::Batch(_) | About::Provider(..) => {
                Level::Batch
            }
            About::Claim(_) => Level::Claim,
        }
    }

    /// The sendings that an answer reaches, listed in it or not. None at all means that we
    /// never sent such a thing: the answer goes to a person, and is not dropped.
    pub fn reaches(&self, outgoing: &[Outgoing]) -> Vec<i64> {
        // An empty number names nothing.
        let same = |named: &str, ours: &str| !named.is_empty() && named == ours;
        let fits = |o: &&Outgoing| match self {
            About::Interchange(interchange) => same(interchange, &o.controls.interchange),
            About::Set(group, set) => same(group, &o.controls.group) && same(set, &o.controls.set),
            About::Batch(batch) => same(batch, &o.controls.batch),
            About::Provider(batch, npi) => {
                same(batch, &o.controls.batch) && same(npi, &o.billing_npi)
            }
            About::Claim(number) => same(number, &o.control_number),
        };
        outgoing.iter().filter(fits).map(|o| o.submission).collect()
    }
}
