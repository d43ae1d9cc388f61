//! What a file or the bank says, and what a claim makes of it. Nothing is refused here; what
//! changes nothing is told with its reason.

use crate::day::Day;
use crate::states::claim::State::{self, *};
use crate::states::claim::{Decision, Fact, Known, Paid, Phase, Status};
use crate::states::{
    Acknowledgement, Answer, EARLIER_HOP, EARLIER_SUBMISSION, HOP_RECORDED, Hop, Note, Told, note,
};

const OVER: Note = note("over", "The claim was cancelled or voided here; a person should look");
const LATE: Note = note("late", "The payer has decided already");
const OUTRANKED: Note = note("outranked", "A later status of the payer tells more");
const IN_HAND: Note = note("in_hand", "The claim is back here to be mended already");
const TAKEN_IN_AFTER_ALL: Note = note(
    "taken_in_after_all",
    "The payer has an earlier sending after all; ask before sending again",
);
const REPLACEMENT_REJECTED: Note =
    note("replacement_rejected", "The replacement was refused; the first decision stands");
const DECISION_EXPECTED: Note =
    note("decision_expected", "The payer has decided; wait for the remittance");
const STATUS_RECORDED: Note = note("status_recorded", "Recorded; it changes nothing");
const STATUS_ERROR: Note = note("status_error", "The payer could not answer; ask again");
const STATUS_NOT_FOUND: Note =
    note("status_not_found", "The payer does not find the claim; ask where it went");
const COPY: Note = note("copy", "This remittance is here already");
const OUT_OF_BALANCE: Note =
    note("out_of_balance", "The remittance does not add up, so nothing of it was posted");
const NO_MONEY: Note = note("no_money", "Tells what would be paid; nothing is decided");
const SENT_TWICE: Note =
    note("sent_twice", "Refused as a copy of a claim decided before; that decision stands");
const NO_ORIGINAL: Note =
    note("no_original", "Takes back a decision that is not here; it waits for a person");
const DECISION_STANDS: Note = note("decision_stands", "An earlier decision on the claim stands");
const OTHERS_FIRST: Note =
    note("others_first", "Recorded; what is open with a payer says where the claim stands");
const NOTHING_DECIDED: Note =
    note("nothing_decided", "No payer has decided, so the claim stays where it is");

/// What a fact leads to.
pub fn fact(state: &State, fact: &Fact, with: &Known) -> Told<State> {
    match fact {
        Fact::Acknowledged(ack) => acknowledged(state, ack, with),
        Fact::Status { submission, status, payer_control_number, due } => {
            match (state.phase(), state.submission()) {
                (Phase::Out, Some(own)) if own != *submission => {
                    Told::unchanged(state, EARLIER_SUBMISSION)
                }
                _ => status_told(state, *status, payer_control_number, *due, with),
            }
        }
        Fact::Paid(paid) => decided(state, paid, with),
        Fact::PatientPaid => match state.phase() {
            Phase::Here | Phase::Out => Told::unchanged(state, NOTHING_DECIDED),
            Phase::Decided => match with.open.settle(with.today) {
                moved @ (Closed { .. } | PatientBalance { .. }) => Told::moved(moved),
                _ => Told::unchanged(state, OTHERS_FIRST),
            },
            Phase::Over => Told::unchanged(state, OVER),
        },
    }
}

pub(super) fn acknowledged(state: &State, ack: &Acknowledgement, with: &Known) -> Told<State> {
    let since = with.today;
    if state.submission().is_some_and(|own| own != ack.submission) {
        return Told::unchanged(state, EARLIER_SUBMISSION);
    }
    let Some((from, answer)) = ack.strength() else {
        return Told::unchanged(state, ack.idle());
    };
    let rejected = answer == Answer::Rejected;
    let taken_in = from == Hop::Payer && answer == Answer::Accepted;
    // What had been heard before: how far, and whether it was a refusal.
    let heard = match state {
        Submitted { reached, .. } | Replaced { reached, .. } => (*reached, false),
        Rejected { by, .. } => (*by, true),
        AcceptedPayer { .. } => (Hop::Payer, false),
        Pending { .. } => return Told::unchanged(state, OUTRANKED),
        Draft | ScrubFailed { .. } | Ready | OnHold { .. } | Approved { .. } => {
            let note = if taken_in {
                TAKEN_IN_AFTER_ALL
            } else if rejected {
                IN_HAND
            } else {
                HOP_RECORDED
            };
            return Told::unchanged(state, note);
        }
        Adjudicated { .. }
        | Denied { .. }
        | SecondaryPending { .. }
        | PatientBalance { .. }
        | Closed { .. } => return Told::unchanged(state, LATE),
        Voided { .. } | Cancelled { .. } => return Told::unchanged(state, OVER),
    };
    if heard.0 == Hop::Remittance {
        return Told::unchanged(state, LATE);
    }
    // The payer takes in what it had only received, with no change of hop.
    let upgrade = taken_in && !heard.1 && matches!(state, Submitted { .. });
    if (from, rejected) <= heard && !upgrade {
        return Told::unchanged(state, EARLIER_HOP);
    }
    let submission = ack.submission;
    match state {
        Replaced { .. } if rejected => {
            Told { state: with.open.settle(since), note: Some(REPLACEMENT_REJECTED) }
        }
        Replaced { since, .. } => Told {
            state: Replaced { submission, since: *since, reached: from },
            note: Some(HOP_RECORDED),
        },
        _ if rejected => Told::moved(Rejected { submission, since, by: from }),
        _ if taken_in => Told::moved(AcceptedPayer {
            submission,
            since,
            payer_control_number: ack.payer_control_number.clone(),
        }),
        Submitted { since, .. } => Told {
            state: Submitted { submission, since: *since, reached: from },
            note: Some(HOP_RECORDED),
        },
        _ => {
            Told { state: Submitted { submission, since, reached: from }, note: Some(HOP_RECORDED) }
        }
    }
}

fn status_told(
    state: &State,
    status: Status,
    number: &str,
    due: Option<Day>,
    with: &Known,
) -> Told<State> {
    let since = with.today;
    let note = match status {
        Status::Finalized => Some(DECISION_EXPECTED),
        Status::NotFound => Some(STATUS_NOT_FOUND),
        Status::Error => Some(STATUS_ERROR),
        Status::Acknowledged | Status::Pending | Status::InformationWanted => None,
    };
    let (submission, known) = match state {
        Draft | ScrubFailed { .. } | Ready | OnHold { .. } | Approved { .. } => {
            return Told::unchanged(state, note.unwrap_or(TAKEN_IN_AFTER_ALL));
        }
        Submitted { reached: Hop::Remittance, .. } | Rejected { by: Hop::Remittance, .. } => {
            return Told::unchanged(state, LATE);
        }
        Adjudicated { .. }
        | Denied { .. }
        | SecondaryPending { .. }
        | PatientBalance { .. }
        | Closed { .. } => return Told::unchanged(state, LATE),
        Voided { .. } | Cancelled { .. } => return Told::unchanged(state, OVER),
        Replaced { .. } => return Told::unchanged(state, note.unwrap_or(STATUS_RECORDED)),
        Pending { since: last, .. } if since < *last => return Told::unchanged(state, OUTRANKED),
        Submitted { submission, .. } | Rejected { submission, .. } => (*submission, ""),
        AcceptedPayer { submission, payer_control_number, .. }
        | Pending { submission, payer_control_number, .. } => {
            (*submission, payer_control_number.as_str())
        }
    };
    if let Some(note) = note {
        return Told::unchanged(state, note);
    }
    let payer_control_number = if number.is_empty() { known } else { number }.to_string();
    if status != Status::Acknowledged {
        let wanted = status == Status::InformationWanted;
        return Told::moved(Pending { submission, since, payer_control_number, wanted, due });
    }
    match state {
        // It clears what was pending, and accepts nothing by itself: that is the 277CA's part.
        Pending { .. } => Told::moved(AcceptedPayer { submission, since, payer_control_number }),
        _ => Told::unchanged(state, STATUS_RECORDED),
    }
}

pub(super) fn decided(state: &State, paid: &Paid, with: &Known) -> Told<State> {
    let since = with.today;
    let open = with.open;
    let own = state.submission();
    let submission = if paid.submission == 0 { own.unwrap_or(0) } else { paid.submission };
    let elsewhere = own.is_some_and(|own| own != submission);
    if with.copy {
        return Told::unchanged(state, COPY);
    }
    if !paid.adds_up {
        return Told::unchanged(state, OUT_OF_BALANCE);
    }
    match paid.decision {
        Decision::PreDetermination => return Told::unchanged(state, NO_MONEY),
        Decision::DuplicateOnly => return Told::unchanged(state, SENT_TWICE),
        Decision::Reversed { original_found: false } => {
            return Told::unchanged(state, NO_ORIGINAL);
        }
        Decision::Decided { .. }
        | Decision::NotRecognised
        | Decision::Reversed { original_found: true }
        | Decision::Forwarded
        | Decision::Returned => {}
    }
    if state.phase() == Phase::Over {
        return Told::unchanged(state, OVER);
    }
    // What waits for its replacement waits for the decision on that one.
    let replaced = matches!(state, Replaced { .. });
    let weak = matches!(paid.decision, Decision::Forwarded | Decision::Returned);
    if elsewhere && (weak || replaced) {
        return Told::unchanged(state, EARLIER_SUBMISSION);
    }
    match (paid.decision, open.settle(since)) {
        (Decision::Returned, _) if state.phase() == Phase::Here => Told::unchanged(state, IN_HAND),
        (Decision::Returned, Adjudicated { .. } | SecondaryPending { .. }) => {
            Told::moved(Rejected { submission, since, by: Hop::Remittance })
        }
        (Decision::Forwarded, Adjudicated { .. } | SecondaryPending { .. } | Denied { .. }) => {
            Told::moved(Submitted { submission, since, reached: Hop::Remittance })
        }
        (Decision::Returned | Decision::Forwarded, settled) => {
            let state = if settled.name() == state.name() { state.clone() } else { settled };
            Told { state, note: Some(DECISION_STANDS) }
        }
        (Decision::Decided { crossover }, SecondaryPending { open_cents, .. }) => {
            Told::moved(SecondaryPending { since, open_cents, crossover })
        }
        (Decision::Reversed { .. }, Adjudicated { .. }) => {
            Told::moved(Adjudicated { since, taken_back: true })
        }
        // Nobody can be billed for a patient the payer does not know; it is worked as a denial.
        (Decision::NotRecognised, Adjudicated { .. }) if open.payer_cents > 0 => {
            Told::moved(Denied { since, open_cents: open.payer_cents })
        }
        (_, settled) => Told::moved(settled),
    }
}
