//! Which command has its place in which state of a claim, what guards it, and what a
//! refusal says.

use crate::states::claim::{Command, Known, State};
use crate::states::{Refusal, refusal};

pub(super) const NOTE_NOT_SIGNED: Refusal =
    refusal("note_not_signed", "The visit's note is not signed", "Sign the note.");
pub(super) const LINES_INCOMPLETE: Refusal = refusal(
    "lines_incomplete",
    "A billable line lacks its code, units or diagnosis",
    "Complete the line.",
);
const NO_HOLD_REASON: Refusal =
    refusal("no_hold_reason", "A hold needs a reason", "Choose what is being waited for.");
const NO_RECEIPT: Refusal = refusal(
    "no_receipt",
    "The adapter gave no receipt, so nobody knows that it went out",
    "Try again with the same control numbers.",
);
const UNDER_WAY: Refusal = refusal(
    "under_way",
    "Another sending of this claim is still under way",
    "Wait for its answer, or ask for it.",
);
const WAS_SENT: Refusal = refusal(
    "was_sent",
    "It has been sent before, so the payer may know it",
    "Send it again, or void it at the payer.",
);
const TOO_EARLY: Refusal = refusal(
    "too_early",
    "This payer usually takes longer than that",
    "Ask again after the payer's usual days.",
);
const NO_WAIT_SET: Refusal = refusal(
    "no_wait_set",
    "It is not known how long this payer usually takes",
    "Set the payer's usual days.",
);
const NO_REPLACEMENT: Refusal = refusal(
    "payer_takes_no_replacement",
    "This payer takes no replacement claims",
    "Ask for a reopening, or appeal.",
);
const LIMIT_PASSED: Refusal = refusal(
    "correction_limit_passed",
    "The payer's last day for corrections is over",
    "Appeal, or ask the payer for an exception.",
);
const LIMIT_UNKNOWN: Refusal = refusal(
    "correction_limit_unknown",
    "The payer's last day for corrections is not known",
    "Enter the payer's limit, with its source.",
);
const NO_PAYER_NUMBER: Refusal = refusal(
    "no_payer_number",
    "The payer's own number for the claim is not known",
    "Take it from the remittance, or ask the payer.",
);
const REJECTED_NEEDS_ORIGINAL: Refusal = refusal(
    "rejected_needs_original",
    "It was refused unjudged, so there is nothing to replace",
    "Mend it and send it again as an original.",
);
const NOTHING_DENIED: Refusal = refusal(
    "nothing_denied",
    "Nothing on it is denied",
    "Ask for a reopening, or void it and bill anew.",
);
const NOTHING_TO_WRITE_OFF: Refusal = refusal(
    "nothing_to_write_off",
    "The amount to write off is not above zero",
    "Enter what is to be given up.",
);
const MORE_THAN_OPEN: Refusal = refusal(
    "more_than_open",
    "It is more than what is open here",
    "Write off what is open, or less.",
);
const AWAITING_PAYER: Refusal = refusal(
    "awaiting_payer",
    "The payer has been asked to decide again and has not",
    "Wait for the answer.",
);
const LEVEL_LEFT: Refusal = refusal(
    "level_left",
    "Something can still be tried",
    "Try it, or note why it is not worth it.",
);
const NOT_PATIENT_GROUP: Refusal = refusal(
    "not_patient_group",
    "The payer does not put it on the patient",
    "Work it as a denial; the patient may not be billed.",
);
const NO_NOTICE: Refusal = refusal(
    "no_notice",
    "No notice of liability is on file, and no rule of the plan makes it the patient's",
    "Look for the signed notice; without one the patient may not be billed.",
);
const DENIAL_UNWORKED: Refusal = refusal(
    "denial_unworked",
    "Nobody has worked on the denial yet",
    "Give it a cause and an owner first.",
);
const NO_NEXT_COVERAGE: Refusal =
    refusal("no_next_coverage", "No further payer is known", "Enter the patient's other coverage.");
const NO_VOID: Refusal = refusal(
    "payer_takes_no_void",
    "This payer takes no void claims",
    "Ask the payer how it takes a claim back.",
);
const VOID_NOT_ACCEPTED: Refusal = refusal(
    "void_not_accepted",
    "The payer has not accepted the void yet",
    "Send it with frequency 8 and wait for the answer.",
);
const REVERSAL_NOT_POSTED: Refusal = refusal(
    "reversal_not_posted",
    "The payer has not taken its decision back yet",
    "Wait for its remittance.",
);

/// Whether the command has its place in this state at all.
pub(super) fn has_place(state: &State, command: &Command) -> bool {
    use State::*;
    match command {
        Command::Edit => matches!(state, ScrubFailed { .. } | Rejected { .. }),
        Command::Scrub { .. } => matches!(state, Draft),
        Command::Hold(_) | Command::Approve => matches!(state, Ready),
        Command::Release => matches!(state, OnHold { .. }),
        Command::Send { .. } => matches!(state, Approved { .. }),
        Command::Cancel => matches!(state, Draft | ScrubFailed { .. } | Ready | OnHold { .. }),
        Command::AskStatus => matches!(state, Submitted { .. } | AcceptedPayer { .. }),
        Command::WriteOff { .. } => matches!(state, Denied { .. } | PatientBalance { .. }),
        Command::Replace { .. } | Command::MoveToPatient | Command::BillNext => {
            matches!(state, Denied { .. })
        }
        Command::Void => matches!(state, Adjudicated { .. } | Denied { .. }),
    }
}

/// Why a command has no place: the state it is in, and what can be done from there.
pub(super) fn out_of_place(state: &State, command: &Command) -> Refusal {
    let replaces = matches!(command, Command::Replace { .. });
    match state {
        State::Draft => refusal("is_draft", "It is being written", "Check it, or cancel it."),
        State::ScrubFailed { .. } => {
            refusal("is_scrub_failed", "The checks found errors", "Mend them, or cancel it.")
        }
        State::Ready => {
            refusal("is_ready", "It waits for approval", "Approve it, hold it or cancel it.")
        }
        State::OnHold { .. } => {
            refusal("is_on_hold", "It is on hold", "Release it first, or cancel it.")
        }
        State::Approved { .. } => {
            refusal("is_approved", "It is approved and waits to be sent", "Send it.")
        }
        State::Submitted { .. } => {
            refusal("is_submitted", "It is on its way to the payer", "Wait for the answer.")
        }
        State::Rejected { .. } if replaces => REJECTED_NEEDS_ORIGINAL,
        State::Rejected { .. } => {
            refusal("is_rejected", "It was refused unjudged", "Mend it and send it again.")
        }
        State::AcceptedPayer { .. } => {
            refusal("is_accepted_payer", "The payer has it", "Wait for the decision.")
        }
        State::Pending { .. } => {
            refusal("is_pending", "The payer is looking at it", "Send what it asks for, and wait.")
        }
        State::Adjudicated { .. } if replaces => NOTHING_DENIED,
        State::Adjudicated { .. } => refusal(
            "is_adjudicated",
            "It is decided, and still open with the payer",
            "Find out what the payer left open, or void it.",
        ),
        State::Denied { .. } => refusal(
            "is_denied",
            "It is denied or paid short",
            "Replace it, appeal, or ask for a write-off.",
        ),
        State::Replaced { .. } => refusal(
            "is_replaced",
            "A replacement is on its way",
            "Wait for the decision on the replacement.",
        ),
        State::SecondaryPending { .. } if replaces => NOTHING_DENIED,
        State::SecondaryPending { .. } => refusal(
            "is_secondary_pending",
            "It is the next payer's turn",
            "Bill the next payer, or wait for it.",
        ),
        State::PatientBalance { .. } if replaces => NOTHING_DENIED,
        State::PatientBalance { .. } => refusal(
            "is_patient_balance",
            "It is the patient's turn",
            "Send a statement, or ask for a write-off.",
        ),
        State::Closed { .. } if replaces => NOTHING_DENIED,
        State::Closed { .. } => refusal(
            "is_closed",
            "Nothing is open on it",
            "Only a reversal or correction by the payer opens it again.",
        ),
        State::Voided { .. } => {
            refusal("is_voided", "It was voided at the payer", "Write a new claim.")
        }
        State::Cancelled { .. } => {
            refusal("is_cancelled", "It was cancelled here", "Write a new claim.")
        }
    }
}

/// What else must hold. The answer is whether one person did what takes two.
pub(super) fn guard(state: &State, command: &Command, with: &Known) -> Result<bool, Refusal> {
    let must = |holds: bool, refusal: Refusal| if holds { Ok(()) } else { Err(refusal) };
    match command {
        Command::Edit | Command::Scrub { .. } | Command::Release => Ok(false),
        Command::Hold(reason) => must(reason.is_some(), NO_HOLD_REASON).map(|()| false),
        Command::Approve => with.people.second_to(with.people.entered),
        Command::Send { .. } => {
            must(!with.under_way, UNDER_WAY)?;
            must(with.receipt, NO_RECEIPT).map(|()| false)
        }
        Command::Cancel => must(!with.was_sent, WAS_SENT).map(|()| false),
        Command::AskStatus => match with.ask_from {
            None => Err(NO_WAIT_SET),
            Some(day) => must(with.today >= day, TOO_EARLY).map(|()| false),
        },
        Command::Replace { .. } => {
            must(with.takes_replacement, NO_REPLACEMENT)?;
            let limit = with.correction_limit.ok_or(LIMIT_UNKNOWN)?;
            must(with.today <= limit, LIMIT_PASSED)?;
            must(with.payer_number_known, NO_PAYER_NUMBER)?;
            must(!with.under_way, UNDER_WAY)?;
            must(with.receipt, NO_RECEIPT).map(|()| false)
        }
        Command::WriteOff { cents } => {
            let denied = matches!(state, State::Denied { .. });
            let open = if denied {
                with.open.denied_cents + with.open.short_cents
            } else {
                with.open.patient_cents
            };
            must(*cents > 0, NOTHING_TO_WRITE_OFF)?;
            must(*cents <= open, MORE_THAN_OPEN)?;
            must(!denied || !with.awaiting_payer, AWAITING_PAYER)?;
            must(!denied || !with.level_left || with.not_worth_it, LEVEL_LEFT)?;
            with.people.second_to_asker()
        }
        Command::MoveToPatient => {
            must(with.open.denied_cents > 0, NOTHING_DENIED)?;
            must(with.patient_group, NOT_PATIENT_GROUP)?;
            must(with.notice_on_file || with.plan_rule, NO_NOTICE)?;
            with.people.second_to_asker()
        }
        Command::BillNext => {
            must(with.open.denied_cents > 0, NOTHING_DENIED)?;
            must(with.denial_worked, DENIAL_UNWORKED)?;
            must(with.next_coverage.is_some(), NO_NEXT_COVERAGE).map(|()| false)
        }
        Command::Void => {
            must(with.takes_void, NO_VOID)?;
            must(with.payer_number_known, NO_PAYER_NUMBER)?;
            must(with.void_accepted, VOID_NOT_ACCEPTED)?;
            // What was denied whole has no payment to take back.
            let nothing_paid = matches!(state, State::Denied { .. }) && with.paid_cents == 0;
            must(with.reversal_posted || nothing_paid, REVERSAL_NOT_POSTED).map(|()| false)
        }
    }
}
